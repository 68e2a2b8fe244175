namespace Basin.Exchange;

/// <summary>The notice (履约催告通知书) of a duty whose last day has passed.</summary>
public static class DutyNotice
{
    /// <summary>What is owed when the calendar has just looked at a duty; null where it did not find it overdue.</summary>
    public static OwedNotice? Overdue(Duty duty)
    {
        if (duty.Status != DutyStatus.Open || duty.Reminders is not [.., { Reminder: DutyReminder.Overdue } reminded]) return null;
        var agreed = duty.Agreed;
        var facts = new NoticeFacts.DutyOverdue(duty.Name, agreed.Kind, agreed.By, agreed.For, agreed.What, agreed.Proof, agreed.No, duty.DueOn, Case.ChinaDate(reminded.At));
        return new(
            $"{NoticeKind.DutyOverdue}/{DutyListing.IdOf(duty.Agreement, duty.Name, duty.Period)}/{duty.DueOn:yyyy-MM-dd}", duty.Agreement, $"{duty.DueOn.Year:D4}", duty.TermsRevision, 0,
            duty.Parties.RemoveRange(duty.Parties.Keys.Except([agreed.By, agreed.For])), facts, reminded.At);
    }
}
