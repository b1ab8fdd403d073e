using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

/// <summary>The example of the guide's page, compiled and run.</summary>
public sealed class SurvivalGuideTests
{
    [Fact]
    public async Task Example_Ranks()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("events.csv");
        await using (var writer = new StreamWriter(path))
        {
            CustomerSimulation.Make(150, 1).WriteCsv(writer);
        }

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var ranking = new StringWriter();
        #region guide
        EventLog log = EventReader.ReadCsv(path, new EventReadOptions { Id = "customer" });
        SurvivalPlan plan = SurvivalPlan.Make(
            log,
            new SurvivalOptions { Leave = "leave", Period = PeriodKind.Week, Fit = new FitOptions { Epochs = 2 } });
        using Fitted<SurvivalModel> fitted = await plan.FitAsync(cancellation: cancellation);
        JobAnswer answer = fitted.Model.Predict(JobInput.OfFile(path), ranking, cancellation);
        #endregion

        Assert.Contains("are expected to leave in the next week", answer.Sentence, StringComparison.Ordinal);
        Assert.StartsWith(
            "customer,hazard_next_week,survival_8_weeks,reason\n", ranking.ToString(), StringComparison.Ordinal);
    }
}
