using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Forecasting;

/// <summary>A forecast as a job: what every verb that trains does alike is done with it.</summary>
/// <param name="plan">What was decided.</param>
public sealed class ForecastJob(ForecastPlan plan) : IJobPlan
{
    internal const string ForecastName = "forecast.csv";
    private const string BacktestName = "backtest.csv";

    /// <summary>What was decided.</summary>
    public ForecastPlan Plan { get; } = plan;

    /// <inheritdoc/>
    public string Task => ForecastFile.Task;

    /// <inheritdoc/>
    public string DataName => Plan.Set.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts => [.. ForecastFacts.Of(Plan)];

    /// <inheritdoc/>
    public FitOptions Fit => Plan.Options.Fit;

    /// <inheritdoc/>
    public string Unit => "windows";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Plan.Training.WindowsPerEpoch;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [ForecastName, BacktestName];

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        new ForecastJobModel(await Forecaster.FitAsync(Plan, run, cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        Forecaster forecaster = ((ForecastJobModel)model).Forecaster;
        Backtest backtest = forecaster.Backtest(Plan.Split, Plan.Stride, cancellation);
        Forecast forecast = forecaster.Predict(Plan.Set, assumeKnown: true, cancellation);
        return ForecastScores.Of(backtest) with
        {
            Sentence = $"{ForecastSentence.Comparison(backtest)} {ForecastSentence.Outlook(forecast, forecaster.Design)}",
            Notes = forecast.Notes,
            Report = ForecastReport.Make(Plan, forecaster, backtest, forecast, command, cancellation),
            Files = [JobFile.OfText(ForecastName, ForecastTables.ToCsv(forecast, forecaster.Design)), JobFile.OfText(BacktestName, ForecastTables.ToCsv(backtest))],
        };
    }
}
