package rest

import "net/http"

// groupRoutes are the routes of users and groups.
var groupRoutes = []route{
	{
		method: http.MethodGet, paths: []string{"/me"},
		document: "GetMe", entity: "me",
	},
	{
		method: http.MethodGet, paths: []string{"/me/joinedGroups"},
		document: "ListJoinedGroups", entity: "me joinedGroups",
	},
	{
		method: http.MethodPost, paths: []string{"/groups"},
		document: "CreateGroup", entity: "createGroup",
		ignored: []string{"groupTypes", "mailEnabled", "mailNickname", "securityEnabled"},
		status:  http.StatusCreated, location: "/groups/{id}",
	},
	{
		method: http.MethodGet, paths: []string{groupPath},
		document: "GetGroup", entity: "group",
	},
	{
		method: http.MethodPatch, paths: []string{groupPath},
		document: "UpdateGroup", entity: "updateGroup", status: http.StatusNoContent,
	},
	{
		method: http.MethodGet, paths: []string{groupPath + "/members"},
		document: "ListMembers", entity: "group members",
	},
	{
		method: http.MethodPost, paths: []string{groupPath + "/members/$ref"},
		document: "AddMember", entity: "addGroupMember", status: http.StatusNoContent,
		body: map[string]string{"@odata.id": "userId"}, convert: map[string]conversion{"@odata.id": ofText(userReference)},
	},
	{
		method: http.MethodDelete, paths: []string{groupPath + "/members/{userId}/$ref"},
		document: "RemoveMember", entity: "removeGroupMember", status: http.StatusNoContent,
	},
	{
		method: http.MethodGet, paths: []string{groupPath + "/owners"},
		document: "ListOwners", entity: "group owners",
	},
	{
		method: http.MethodPost, paths: []string{groupPath + "/owners/$ref"},
		document: "AddOwner", entity: "addGroupOwner", status: http.StatusNoContent,
		body: map[string]string{"@odata.id": "userId"}, convert: map[string]conversion{"@odata.id": ofText(userReference)},
	},
	{
		method: http.MethodDelete, paths: []string{groupPath + "/owners/{userId}/$ref"},
		document: "RemoveOwner", entity: "removeGroupOwner", status: http.StatusNoContent,
	},
}
