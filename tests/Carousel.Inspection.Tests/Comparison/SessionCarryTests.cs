using Carousel.Inspection.Comparison;

namespace Carousel.Inspection.Tests.Comparison;

public class SessionCarryTests
{
    private const int Days = 28, Studies = 200;

    // One subject, therapy in alternate weeks, one measure, nothing planted. Measured rates:
    // docs/results/inspection.md, Conditions.
    [Theory]
    [Trait("Speed", "Long")]
    [InlineData(0, 2, 21)]
    [InlineData(0.3, 2, 21)]
    [InlineData(0.5, 2, 21)]
    public void Verdicts_AreNoMoreFalseThanStated_WhereDaysFollowEachOther(double carried, int least, int most)
    {
        ComparisonDesign weeks = ComparisonDesign.OfSessions(
            [.. Enumerable.Range(0, Days).Select(d => d / 7 % 2 == 1)], new int[Days]);
        int plain = 0, given = 0, doubtful = 0;
        for (int s = 0; s < Studies; s++)
        {
            double[] values = Follow(new StudySimulation(s).Normals(Days), carried);
            bool isFound = GroupComparison.Of(weeks, values, 199, (ulong)s).FamilyPValue <= 0.05,
                isDoubtful = SessionCarry.Of(weeks, values, (ulong)s).IsDoubtful;
            plain += isFound ? 1 : 0;
            given += isFound && !isDoubtful ? 1 : 0;
            doubtful += isDoubtful ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{carried}: found {plain}, with a verdict {given}, doubtful {doubtful} of {Studies}");
        Assert.InRange(given, carried > 0 ? 0 : least, most);
        Assert.InRange(doubtful, carried > 0.4 ? 120 : 15, Studies);
        Assert.True(carried < 0.4 || plain > most, $"{plain}");
    }

    [Fact]
    public void Days_AreNotDoubted_WhereTheConditionChangesAtRandom()
    {
        int doubtful = 0;
        for (int s = 0; s < 50; s++)
        {
            bool[] random = [.. new StudySimulation(700 + s).Normals(Days).Select(x => x > 0)];
            doubtful += SessionCarry.Of(
                ComparisonDesign.OfSessions(random, new int[Days]), Follow(new StudySimulation(s).Normals(Days), 0.5),
                1).IsDoubtful
                ? 1
                : 0;
        }

        Assert.InRange(doubtful, 0, 12);
    }

    [Fact]
    public void TrueEffectInRuns_IsNoReasonForDoubt()
    {
        ComparisonDesign weeks = ComparisonDesign.OfSessions(
            [.. Enumerable.Range(0, Days).Select(d => d / 7 % 2 == 1)], new int[Days]);
        int doubtful = Enumerable.Range(0, 50)
            .Count(
                s =>
                    SessionCarry.Of(
                        weeks,
                        [.. new StudySimulation(s).Normals(Days).Select((x, d) => x + (weeks.IsSecond[d] ? 5 : 0))],
                        1).IsDoubtful);

        Assert.InRange(doubtful, 0, 20);
        Assert.Equal(7, SessionCarry.Of(weeks, new StudySimulation(1).Normals(Days), 1).MeanRun, 1e-12);
    }

    private static double[] Follow(double[] noise, double carried)
    {
        for (int d = 1; d < noise.Length; d++)
        {
            noise[d] = (carried * noise[d - 1]) + (Math.Sqrt(1 - (carried * carried)) * noise[d]);
        }

        return noise;
    }
}
