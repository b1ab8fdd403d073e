using Carousel.Inspection.Comparison;

namespace Carousel.Inspection.Tests.Comparison;

public class GroupComparisonTests
{
    private const int Studies = 200, Measures = 8, Exchanges = 199;

    // 10 rejections of 200 are expected; 99.9 % of the binomial distribution are within 2 … 21.
    [Theory]
    [Trait("Speed", "Long")]
    [InlineData(true)]
    [InlineData(false)]
    public void NothingIsFound_MoreOftenThanStated_WithoutADifference(bool bySubject) =>
        RequireLevel(bySubject, Studies, 2, 21);

    // 99 % of the binomial distribution of 1,000 studies at 5 %.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(true)]
    [InlineData(false)]
    public void NothingIsFound_MoreOftenThanStated_InAThousandStudies(bool bySubject) =>
        RequireLevel(bySubject, 1000, 33, 68);

    [Theory]
    [Trait("Speed", "Long")]
    [InlineData(true)]
    [InlineData(false)]
    public void DetectableEffect_IsFoundInEightyPercentOfTheStudies(bool bySubject)
    {
        int found = 0;
        for (int s = 0; s < Studies; s++)
        {
            var study = new StudySimulation(1000 + s);
            ComparisonDesign design = bySubject ? StudySimulation.Subjects(16) : study.Days(3, 10);
            double[] values = study.Rows(design, Measures, 0, bySubject ? 0 : 0.5);
            double effect = GroupComparison.Of(design, values, Exchanges, (ulong)s).DetectableInFamily;
            for (int i = 0; i < design.Rows; i++)
            {
                // Subjects' levels are all one block's here: a row has its own deviation and none of a level.
                values[i * Measures] += design.IsSecond[i] ? effect : 0;
            }

            GroupComparison result = GroupComparison.Of(design, values, Exchanges, (ulong)s);
            found += result.Effects[0].FamilyPValue <= 0.05 ? 1 : 0;
        }

        Assert.InRange((double)found / Studies, 0.7, 0.9);
    }

    [Fact]
    public void DetectableEffect_IsThatOfTheTable()
    {
        ComparisonDesign design = StudySimulation.Subjects(20);
        GroupComparison result = GroupComparison.Of(
            design, new StudySimulation(1).Rows(design, Measures, 0, 0), Exchanges, 1);

        Assert.True(result.DetectableAlone < result.DetectableInFamily);

        // Two groups of ten, t test at 5 %, power 80 %: d = 1.32 (Cohen 1988, table 2.4.1).
        Assert.Equal(1.32, result.DetectableAlone, 0.005);
    }

    // 95 % intervals of g hold the true effect in 380 of 400 studies; 99.9 % of the binomial distribution are within
    // 365 … 393. The normal approximation is a little wide or narrow with few rows.
    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void Interval_HoldsTheEffect_AsOftenAsStated(double effect)
    {
        int held = 0;
        for (int s = 0; s < 400; s++)
        {
            ComparisonDesign design = StudySimulation.Subjects(20);
            double[] values =
            [
                .. new StudySimulation(3000 + s).Normals(20).Select((x, i) => x + (design.IsSecond[i] ? effect : 0)),
            ];
            GroupEffect found = GroupComparison.Of(design, values, 1, 1).Effects[0];
            held += found.Interval.Low <= effect && effect <= found.Interval.High ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{held} of 400");
        Assert.InRange(held, 365, 393);
    }

    [Fact]
    public void FullSeparation_IsSaid()
    {
        ComparisonDesign design = StudySimulation.Subjects(8);
        GroupComparison result = GroupComparison.Of(
            design, [.. Enumerable.Range(0, 8).SelectMany(i => new[] { i % 2, i + 0.0 })], 99, 1);

        Assert.True(result.Effects[0].IsSeparated);
        Assert.False(result.Effects[1].IsSeparated);
    }

    // A straight line over days 1, 2, 3, 10, 11, 12 is gone only where its days count, not their ranks.
    [Fact]
    public void Line_IsOverTime_NotOverRanks()
    {
        double[] days = [1, 2, 3, 10, 11, 12, 30, 31];
        bool[] second = [false, true, true, false, true, false, false, true];
        ComparisonDesign design = ComparisonDesign.OfSessions(second, new int[8], days);

        Assert.All(design.Residuals(days), r => Assert.Equal(0, r, 1e-12));
        Assert.Contains(ComparisonDesign.OfSessions(second, new int[8]).Residuals(days), r => Math.Abs(r) > 1);
    }

    // What exchanging steps would do: they follow each other and come in subjects, so that chance looks like an effect.
    [Fact]
    public void ExchangingSteps_WouldFindWhatIsNotThere()
    {
        int rejected = 0;
        for (int s = 0; s < 40; s++)
        {
            var study = new StudySimulation(s);
            bool[] second = [.. Enumerable.Range(0, 16 * 20).Select(i => i / 20 % 2 == 1)];
            double[] steps =
            [
                .. Enumerable.Range(0, 16)
                    .SelectMany(
                        _ => { double level = study.Normal(); return study.Steps(20).Select(x => x + level)
                            .ToArray(); }),
            ];
            rejected += GroupComparison.Of(ComparisonDesign.OfSubjects(second), steps, Exchanges, 1).FamilyPValue
                <= 0.05
                ? 1
                : 0;
        }

        Assert.InRange(rejected, 20, 40);
    }

    // Therapy on later days and a trend of all days: without the line a trend is taken for an effect.
    [Fact]
    public void Trend_WouldPassForAnEffect_IfItStayed()
    {
        int with = 0, without = 0;
        for (int s = 0; s < 60; s++)
        {
            var study = new StudySimulation(s);
            ComparisonDesign days = study.Days(1, 20);
            double[] values = study.Rows(days, 1, 0, 0.5);
            with += GroupComparison.Of(ComparisonDesign.OfSubjects(days.IsSecond), values, 99, 1).FamilyPValue <= 0.05
                ? 1
                : 0;
            without += GroupComparison.Of(days, values, 99, 1).FamilyPValue <= 0.05 ? 1 : 0;
        }

        Assert.InRange(with, 15, 60);
        Assert.InRange(without, 0, 9);
    }

    [Fact]
    public void FewSubjects_AreExchangedInAllWays()
    {
        // All twenty splits of six: 1, 2, 3 against 11, 12, 13 is the most extreme one, and its mirror.
        GroupComparison result = GroupComparison.Of(
            ComparisonDesign.OfSubjects([false, false, false, true, true, true]), [1, 2, 3, 11, 12, 13], 2000, 1);

        Assert.True(result.IsComplete);
        Assert.Equal(20, result.Exchanges);
        Assert.Equal(0.1, result.Effects[0].PValue, 1e-12);
        Assert.Equal(10, result.Effects[0].Difference, 1e-12);

        // g = 10 · (1 − 3 / 15): the standard deviation within groups is 1.
        Assert.Equal(8, result.Effects[0].Effect, 1e-12);
    }

    [Fact]
    public void MeasureThatNeverVaries_SaysNothing()
    {
        ComparisonDesign design = StudySimulation.Subjects(8);
        double[] values = [.. Enumerable.Range(0, 8).SelectMany(i => new[] { 0.3, i })];

        GroupComparison result = GroupComparison.Of(design, values, 99, 1);

        Assert.Equal(1, result.Effects[0].PValue);
        Assert.Equal(0, result.Effects[0].Effect);
        Assert.NotEqual(0, result.Effects[1].Effect);
    }

    [Fact]
    public void Design_SaysWhichPValueIsReachable()
    {
        Assert.Equal(0.1, ComparisonDesign.OfSubjects([false, false, false, true, true, true]).SmallestPValue, 1e-12);
        Assert.Equal(2 / 70.0, StudySimulation.Subjects(8).SmallestPValue, 1e-12);
        Assert.Throws<ArgumentException>(() => ComparisonDesign.OfSubjects([true, true, true, true]));
        Assert.Throws<ArgumentException>(
            () => ComparisonDesign.OfSessions([true, true, true, false, false, false], [0, 0, 0, 1, 1, 1]));
    }

    [Fact]
    public void Effects_AreEqual_WhateverTheSubjectsLevelsAndLinesAre()
    {
        ComparisonDesign design = new StudySimulation(4).Days(2, 9);
        double[] values = new StudySimulation(5).Rows(design, 2, 0, 0);
        double[] moved = [.. values.Select((x, k) => x + (k / 2 / 9 * 100) + (k / 2 % 9 * 7.5))];

        GroupEffect one = GroupComparison.Of(design, values, 99, 3).Effects[1],
            other = GroupComparison.Of(design, moved, 99, 3).Effects[1];

        Assert.Equal(one.Effect, other.Effect, 1e-9);
        Assert.Equal(one.PValue, other.PValue, 1e-12);
    }

    private static void RequireLevel(bool bySubject, int studies, int least, int most)
    {
        int rejected = 0, single = 0;
        for (int s = 0; s < studies; s++)
        {
            var study = new StudySimulation(s);
            ComparisonDesign design = bySubject ? StudySimulation.Subjects(16) : study.Days(3, 10);
            GroupComparison result = GroupComparison.Of(
                design, study.Rows(design, Measures, 30, bySubject ? 0 : 0.5), Exchanges, (ulong)s);
            rejected += result.FamilyPValue <= 0.05 ? 1 : 0;
            single += result.Effects.Count(e => e.PValue <= 0.05);
        }

        Assert.InRange(rejected, least, most);
        Assert.InRange((double)single / studies / Measures, 0.03, 0.07);
    }
}
