using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Papers;

namespace Carousel.Laboratory.Tests.Papers;

public sealed class PaperFiguresTests
{
    [Fact]
    public void Records_BelongToRows()
    {
        string[] paths = [.. ExperimentCatalogue.All.SelectMany(e => e.Rows.Select(r => $"{e.Name}/{r.Name}"))];
        Assert.All(
            PaperFigures.Records.Where(r => r.Value is not { Full: null, Quick: null }),
            r => Assert.Contains(r.Key, paths));
    }

    [Fact]
    public void FullRuns_HaveNoMoreTrialsThanThePaper_AndNoMoreBudgetThanTheRow() =>
        Assert.All(ExperimentCatalogue.All, experiment => Assert.All(experiment.Rows, row =>
        {
            if (PaperFigures.Records.GetValueOrDefault($"{experiment.Name}/{row.Name}")?.Full is { } full)
            {
                Assert.InRange(full.Trials, 1, row.PaperTrials);
                Assert.InRange(full.Budget, 1, row.Budget);
                Assert.InRange(full.Successes, 0, full.Trials);
                Assert.Equal(full.Successes > 0, full.MeanSequences is not null);
                Assert.InRange(full.MeanSequences ?? 0, full.Minimum ?? 0, full.Maximum ?? 0);
            }
        }));
}
