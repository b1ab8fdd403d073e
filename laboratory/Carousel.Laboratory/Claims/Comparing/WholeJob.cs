using System.Diagnostics;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Laboratory.Training;
using Carousel.Language;
using Carousel.Tagging;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>
/// A job of the library that is done with each cell in turn: the same data, epochs and rate, one layer, and as many
/// units as make the network's parameters about as many as with an LSTM.
/// </summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="error">The name of the error in figures: less is better.</param>
/// <param name="needs">What it needs, for a message; empty if it has built-in data.</param>
/// <param name="epochs">How many, and how many in the long run.</param>
/// <param name="plan">The plan on data, a test file or null, and options.</param>
/// <param name="errorOf">The error among the metrics of the model.</param>
internal sealed class WholeJob(
    string name, string error, string needs, (int Short, int Long) epochs,
    Func<string, string?, FitOptions, IJobPlan> plan, Func<IReadOnlyDictionary<string, double>, double> errorOf)
{
    private const int LstmUnits = 64, LstmUnitsFull = 128;

    // Whole vectors, and what divides into heads.
    private const int UnitStep = 16;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WholeJob> All { get; } =
    [
        new(
            "forecast", "mase", "", (10, 30),
            (file, test, fit) => MeasuresOnItsEnd(
                "data", test, () => ForecastCells.Plan(
                    file.Length == 0 ? SampleSeries.Read() : SeriesReader.ReadCsv(file),
                    new ForecastOptions
                    {
                        Ensemble = 1,
                        Baseline = ForecastBaseline.None,
                        TrainOnce = true,
                        Fit = fit,
                    })),
            metrics => metrics["mase"]),
        new(
            "language", "nats", "a text", (2, 5),
            (file, test, fit) => MeasuresOnItsEnd(
                "text", test, () => LanguagePlan.Read(
                    file, new LanguageOptions { Baseline = BaselineInside.None, Sample = 0, Fit = fit })),
            metrics => metrics["nats"])
        {
            HasEqualTime = true,
        },
        new(
            "tag", "wrong_share", "sentences, one token per line", (2, 8),
            (file, test, fit) => TagPlan.Read(
                file, new TagOptions { Baseline = BaselineInside.None, Test = test, Fit = fit }),
            metrics => 1 - metrics["accuracy"]),
        new(
            "classify", "wrong_share", "series with classes", (40, 100),
            (file, test, fit) => ClassPlan.Read(
                file, new ClassOptions { Baseline = ClassBaseline.None, Ensemble = 1, Test = test, Fit = fit }),
            metrics => 1 - metrics["accuracy"]),
    ];

    /// <summary>Its name on the command line.</summary>
    public string Name => name;

    /// <summary>The name of the error in figures.</summary>
    public string Error => error;

    /// <summary>Whether each cell is trained once more, for as many epochs as take as long as the LSTM's.</summary>
    public bool HasEqualTime { get; init; }

    /// <summary>How many epochs each cell is trained.</summary>
    /// <param name="isFull">Whether it is the long run.</param>
    public int Epochs(bool isFull) => isFull ? epochs.Long : epochs.Short;

    /// <summary>The units of each cell with which the network has about as many parameters as with the LSTM.</summary>
    /// <param name="files">The data.</param>
    /// <param name="isFull">Whether it is the long run.</param>
    /// <param name="progress">Told of each cell.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Dictionary<CellKind, int> Units(
        (string Data, string? Test) files, bool isFull, IProgress<(string Part, double Share)>? progress,
        CancellationToken cancellation)
    {
        int lstm = isFull ? LstmUnitsFull : LstmUnits;
        long wanted = Parameters(CellKind.Lstm, lstm);
        return ComparedCells.Every.ToDictionary(cell => cell, cell => cell == CellKind.Lstm ? lstm : Find(cell));

        // More units have more parameters.
        int Find(CellKind cell)
        {
            progress?.Report(($"{ComparedCells.Name(cell)}, units", 0));
            int least = 1, most = 8;
            while (Parameters(cell, UnitStep * most) <= wanted)
            {
                (least, most) = (most, 2 * most);
            }

            while (most - least > 1)
            {
                int middle = (least + most) / 2;
                (least, most) = Parameters(cell, UnitStep * middle) <= wanted ? (middle, most) : (least, middle);
            }

            return wanted - Parameters(cell, UnitStep * least) <= Parameters(cell, UnitStep * most) - wanted
                ? UnitStep * least
                : UnitStep * most;
        }

        // A training that is stopped before it begins knows its network.
        long Parameters(CellKind kind, int units)
        {
            cancellation.ThrowIfCancellationRequested();
            using IFitted fitted = Plan(files, kind, units, 1, 1)
                .FitAsync(null, new CancellationToken(canceled: true)).GetAwaiter().GetResult();
            return fitted.Model.Summary.Parameters;
        }
    }

    /// <summary>The data that were named, checked before anything is trained.</summary>
    /// <param name="inputs">The words after the job's name.</param>
    /// <exception cref="DataFormatException">No data were named.</exception>
    public (string Data, string? Test) Files(IReadOnlyList<string> inputs) => inputs.Count == 0 && needs.Length > 0
        ? throw new DataFormatException($"cells {name} needs {needs}: pass the file after {name}.")
        : (inputs.ElementAtOrDefault(0) ?? "", inputs.ElementAtOrDefault(1));

    /// <summary>Trains and measures.</summary>
    /// <param name="files">The data.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="units">Its units.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="epochs">How many epochs.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public WholeJobOutcome Run(
        (string Data, string? Test) files, CellKind cell, int units, ulong seed, int epochs,
        CancellationToken cancellation)
    {
        IJobPlan made = Plan(files, cell, units, seed, epochs);
        long started = Stopwatch.GetTimestamp();
        try
        {
            using IFitted fitted = made.FitAsync(null, cancellation).GetAwaiter().GetResult();
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            JobResult result = fitted.Measure("", cancellation);
            return new WholeJobOutcome(
                cell, seed, units, fitted.Model.Summary.Parameters, errorOf(result.Scores[0].Metrics),
                fitted.Model.Summary.Steps, seconds);
        }
        catch (DivergenceException)
        {
            return new WholeJobOutcome(cell, seed, units, 0, double.NaN, 0, double.PositiveInfinity);
        }
    }

    private IJobPlan Plan((string Data, string? Test) files, CellKind cell, int units, ulong seed, int epochs) => plan(
        files.Data, files.Test,
        new FitOptions { Cell = cell, Hidden = units, Layers = 1, Epochs = epochs, Seed = seed, Threads = 1 });

    private static IJobPlan MeasuresOnItsEnd(string data, string? test, Func<IJobPlan> plan) => test is null
        ? plan()
        : throw new DataFormatException($"This job tests on the end of its {data}: leave {test} out.");
}

/// <summary>What came of a training.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Units">Units of the layer, of each direction.</param>
/// <param name="Parameters">Of the whole network; 0 where the training diverged.</param>
/// <param name="Error">On the test set; NaN if the training diverged.</param>
/// <param name="Steps">Steps of training.</param>
/// <param name="Seconds">How long they took; without an end where the training diverged.</param>
internal sealed record WholeJobOutcome(
    CellKind Cell, ulong Seed, int Units, long Parameters, double Error, long Steps, double Seconds)
{
    /// <summary>Milliseconds of a step of training, including the work around it.</summary>
    public double Milliseconds => 1000 * Seconds / Steps;
}
