package graph

import "github.com/itemactivity/itemactivity/models"

// member returns the user or the application that two optional ids name.
func member(userID, applicationID *models.ID) models.Member {
	var m models.Member
	if userID != nil {
		m.UserID = *userID
	}
	if applicationID != nil {
		m.ApplicationID = *applicationID
	}
	return m
}
