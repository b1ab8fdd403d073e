using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Tests.Experiments;

public sealed class DefaultBudgetsTests
{
    [Fact]
    public void Budgets_BelongToRows() =>
        Assert.All(
            DefaultBudgets.All.Keys,
            path =>
                Assert.Contains(
                    ExperimentCatalogue.All,
                    e => e.Rows.Any(r => $"{e.Name}/{r.Name}" == path && r.DefaultBudget > 0)));
}
