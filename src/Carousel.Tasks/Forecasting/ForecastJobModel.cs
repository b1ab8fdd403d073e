using System.Globalization;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Forecasting;

/// <summary>A forecaster as a model of any job.</summary>
/// <param name="forecaster">The forecaster, owned by this.</param>
/// <param name="name">How messages call its file.</param>
public sealed class ForecastJobModel(Forecaster forecaster, string name = "The model") : IPortableModel, IGraphModel, IInspectable
{
    /// <summary>The forecaster.</summary>
    public Forecaster Forecaster { get; } = forecaster;

    /// <summary>Where columns known ahead have no future rows, repeats their last season instead of refusing.</summary>
    public bool RepeatKnown { get; set; }

    /// <summary>Last rows, which measure; null for those that had no part in the training.</summary>
    public int? TestRows { get; set; }

    /// <summary>Rows between the origins that measure; null for a day, or a season.</summary>
    public int? Stride { get; set; }

    /// <inheritdoc/>
    public string Task => ForecastFile.Task;

    /// <inheritdoc/>
    public FitSummary Summary => Forecaster.Summary;

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => Forecaster.Model.Members;

    /// <inheritdoc/>
    public string PredictionFile => ForecastJob.ForecastName;

    /// <inheritdoc/>
    public void Save(string path) => Forecaster.Save(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        ForecastDesign design = Forecaster.Design;
        ForecastOrigin origin = Forecaster.Origin;
        ModelDescription model = Forecaster.Describe();
        return new JobDescription(
        [
            $"{model.Name}: {string.Join(", ", design.Targets)}, {ModelData.Span(design, design.Horizon)} ahead from {ModelData.Span(design, design.Lookback)}",
            string.Create(CultureInfo.InvariantCulture, $"learned from rows before {origin.TrainedTo} of {origin.First} to {origin.Last}; data {origin.Fingerprint}"),
        ],
        model);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        Forecast forecast = Forecaster.Predict(Read(input), RepeatKnown, cancellation);
        cancellation.ThrowIfCancellationRequested();
        output.Write(ForecastTables.ToCsv(forecast, Forecaster.Design));
        return new JobAnswer(forecast.Notes, ForecastSentence.Outlook(forecast, Forecaster.Design));
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        SeriesSet set = Read(input);
        TemporalSplit split = MeasuredRows.Split(Forecaster, set, TestRows);
        Backtest backtest = Forecaster.Backtest(split, Stride ?? ForecastPlan.DefaultStride(Forecaster.Design, split), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return ForecastScores.Of(backtest) with { Facts = [.. ForecastFacts.Of(split)] };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new ForecastInspection(Forecaster, input => ModelData.ReadRows(Forecaster.Design, name, PathOf(input), input.Cells));

    /// <inheritdoc/>
    public PortableDesign ToPortable() => ForecastPortable.Design(Forecaster);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [ForecastGraph.Of(Forecaster)];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most) => ForecastPortable.Sequences(Forecaster, Read(input), most);

    /// <inheritdoc/>
    public void Dispose() => Forecaster.Dispose();

    private SeriesSet Read(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ModelData.Read(Forecaster.Design, name, PathOf(input), input.Cells);
    }

    private static string PathOf(JobInput input) => input.Path
        ?? throw new DataFormatException("A forecast needs the rows of a file: pass a CSV file with the columns that the model was trained on.");
}
