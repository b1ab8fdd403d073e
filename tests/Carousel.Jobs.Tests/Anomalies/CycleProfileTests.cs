using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>What is usual at an hour: which profile is taken, and which values the other weeks give.</summary>
public sealed class CycleProfileTests
{
    private const int Week = 168, Weeks = 6;

    private static readonly DateTime[] _stamps =
        [.. Enumerable.Range(0, Weeks * Week).Select(r => new DateTime(2024, 1, 1).AddHours(r))];

    [Fact]
    public void OneProfileForAllDays_IsTaken_WhereDaysAreAlike()
    {
        (CycleProfile profile, _) = Of(stamp => stamp.Hour);

        Assert.Equal(24, profile.Values.Count);
        Assert.Equal(13.5, profile.At(new DateTime(2025, 1, 1, 13, 30, 0)), 9);
    }

    [Fact]
    public void WorkingDays_ShareTheirProfile_AndWeekendsHaveTheirs()
    {
        (CycleProfile profile, _) = Of(stamp => stamp.Hour * (stamp.DayOfWeek == DayOfWeek.Sunday ? -1 : 1));

        Assert.Equal(Week, profile.Values.Count);
        Assert.Equal(-5, profile.At(new DateTime(2024, 6, 2, 5, 0, 0)), 9);
        Assert.Equal(profile.At(new DateTime(2024, 6, 3, 5, 0, 0)), profile.At(new DateTime(2024, 6, 6, 5, 0, 0)));
    }

    [Fact]
    public void EachDayOfTheWeek_HasItsProfile_WhereWorkingDaysDiffer()
    {
        (CycleProfile profile, _) = Of(stamp => stamp.Hour * ((int)stamp.DayOfWeek - 3));

        Assert.Equal(-10, profile.At(new DateTime(2024, 6, 3, 5, 0, 0)), 9);
        Assert.Equal(5, profile.At(new DateTime(2024, 6, 6, 5, 0, 0)), 9);
    }

    [Fact]
    public void HeldOutValues_DoNotKnowTheirOwnWeek()
    {
        (CycleProfile profile, double[] heldOut) =
            Of(stamp => (stamp.Hour * (int)stamp.DayOfWeek) + (stamp.DayOfYear == 10 ? 60 : 0));

        // The tenth of January is the Wednesday of the second week.
        int far = (9 * 24) + 5;
        Assert.Equal(15, heldOut[far], 9);
        Assert.Equal(15 + (60.0 / Weeks), profile.At(_stamps[far]), 9);
        Assert.Equal(15 + (60.0 / (Weeks - 1)), heldOut[far + Week], 9);
    }

    [Fact]
    public void HourThatOneWeekHas_IsTakenFromIt_AndTheOtherHoursOfThatWeekAreNot()
    {
        int far = (9 * 24) + 5;
        (_, double[] heldOut) = Of(stamp => stamp.DayOfWeek == DayOfWeek.Wednesday && stamp.Hour == 5
            ? stamp.DayOfYear == 10 ? 60 : double.NaN
            : (stamp.Hour * (int)stamp.DayOfWeek) + (stamp.DayOfYear == 10 ? 60 : 0));

        Assert.Equal(60, heldOut[far], 9);
        Assert.Equal(3 * 7, heldOut[far + 2], 9);
    }

    [Fact]
    public void WithoutTimes_OrWithFewDays_ThereIsNone()
    {
        double[] units = [.. _stamps.Take(40).Select(s => (double)s.Hour)];

        Assert.Same(CycleProfile.None, CycleProfile.Of(units, null, 16, 32).Profile);
        Assert.All(CycleProfile.Of(units, _stamps, 16, 32).HeldOut, held => Assert.Equal(0, held));
    }

    private static (CycleProfile Profile, double[] HeldOut) Of(Func<DateTime, double> value) =>
        CycleProfile.Of([.. _stamps.Select(value)], _stamps, 16, _stamps.Length * 4 / 5);
}
