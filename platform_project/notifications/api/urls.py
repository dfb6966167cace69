"""Paths of what people are told, below /api/v1."""

from __future__ import annotations

from django.urls import path

from platform_project.notifications.api import views

urlpatterns = [
    path("notifications", views.Notifications.as_view(), name="notifications"),
    path("notifications/read", views.NotificationsRead.as_view(), name="read-notifications"),
    path("notifications/settings", views.MyNotificationSettings.as_view(), name="notification-settings"),
    path("notifications/push-subscriptions", views.PushSubscriptions.as_view(), name="push-subscriptions"),
    path(
        "notifications/push-subscriptions/<uuid:pk>",
        views.PushSubscriptionDetail.as_view(),
        name="push-subscription",
    ),
]
