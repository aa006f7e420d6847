"""People who work here, their posts and their duty hours."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from rest_framework.authtoken.models import Token

from binan.kit import memo
from governance.roles import Role


class Staff(AbstractUser):
    """A member of staff: the user model. What she may do comes from her posts."""

    display_name = models.CharField("姓名", max_length=40)
    mobile = models.CharField("手机", max_length=20, blank=True, help_text="E.164，用于紧急短信")
    turn = models.PositiveIntegerField(default=0, editable=False)  # of coming in by the door: one account, one device
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.display_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With a new password, or when the account is closed, what her programs send is taken back: whoever has it by theft
        loses it too."""
        renewed = getattr(self, "_password", None) is not None
        super().save(*args, **kwargs)
        if renewed or not self.is_active:
            Token.objects.filter(user=self).delete()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session carries and Django compares at every request: it ends with a new password and with a new turn."""
        salt = "governance.models.Staff.get_session_auth_hash"
        said = f"{self.password}:{self.turn}" if self.turn else self.password
        return salted_hmac(salt, said, secret=secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """岗位: a role held at a unit; mediators and auditors stand outside the four levels."""

    staff = models.ForeignKey(Staff, verbose_name="人员", on_delete=models.CASCADE, related_name="posts")
    role = models.CharField("岗位", max_length=24, choices=Role.choices)
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [models.UniqueConstraint(fields=["staff", "role", "unit"], name="one_post_once")]

    def __str__(self) -> str:
        return f"{self.unit or ''}{self.get_role_display()}"


class Duty(models.Model):
    """值班: who answers for a unit from when to when. Nobody has two at once: the database refuses it (migration `roster`).

    `shift`: the hours it was planned for; none for a stand-in and for times of their own.
    """

    staff = models.ForeignKey(Staff, verbose_name="人员", on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey("governance.Unit", verbose_name="单位", on_delete=models.CASCADE, related_name="duties")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    shift = models.ForeignKey(
        "governance.Shift", verbose_name="班次", null=True, blank=True, on_delete=models.SET_NULL, related_name="duties"
    )

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["unit", "ends_at"], name="duty_by_unit"),
            models.Index(fields=["staff", "ends_at"], name="duty_by_staff"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.staff}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()
