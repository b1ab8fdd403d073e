using System.Diagnostics;
using Carousel.Classification;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Rivals;
using Carousel.Language;
using Carousel.Tagging;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>
/// A job of the library that is done with each cell in turn: the same data, epochs and rate, one layer, and as many
/// units as make the layer's parameters as many as those of an LSTM.
/// </summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="error">The name of the error in figures: less is better.</param>
/// <param name="needs">What it needs, for a message.</param>
/// <param name="plan">The plan on data, a file that measures or null, and options; whether it is the long run.</param>
/// <param name="errorOf">The error among the metrics of the model.</param>
internal sealed class WholeJob(
    string name, string error, string needs, Func<string, string?, FitOptions, bool, IJobPlan> plan,
    Func<IReadOnlyDictionary<string, double>, double> errorOf)
{
    private const int LstmUnits = 64, LstmUnitsFull = 128;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WholeJob> All { get; } =
    [
        new(
            "language", "nats", "a text",
            (file, test, fit, isFull) => test is not null
                ? throw new ClaimInputException($"language measures on the end of its text: leave {test} out.")
                : LanguagePlan.Read(
                    file,
                    new LanguageOptions
                    {
                        Rival = RivalInside.None,
                        Sample = 0,
                        Fit = fit with { Epochs = isFull ? 5 : 1 },
                    }),
            metrics => metrics["nats"]),
        new(
            "tag", "wrong_share", "sentences, a token a line",
            (file, test, fit, isFull) => TagPlan.Read(
                file,
                new TagOptions
                {
                    Rival = RivalInside.None,
                    Test = test,
                    Fit = fit with { Epochs = isFull ? 8 : 2 },
                }),
            metrics => 1 - metrics["accuracy"]),
        new(
            "classify", "wrong_share", "series with classes",
            (file, test, fit, isFull) => ClassPlan.Read(
                file,
                new ClassOptions
                {
                    Rival = ClassRival.None,
                    Ensemble = 1,
                    Test = test,
                    Fit = fit with { Epochs = isFull ? 100 : 40 },
                }),
            metrics => 1 - metrics["accuracy"]),
    ];

    /// <summary>Its name on the command line.</summary>
    public string Name => name;

    /// <summary>The name of the error in figures.</summary>
    public string Error => error;

    /// <summary>The units of a cell that give its layer about as many parameters as the LSTM's has.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isFull">Whether it is the long run.</param>
    public static int UnitsOf(CellKind cell, bool isFull)
    {
        int units = isFull ? LstmUnitsFull : LstmUnits;
        long Count(CellKind kind, int hidden) => kind.ToCell().Make(new(units, hidden)).ParameterCount;
        long wanted = Count(CellKind.Lstm, units);
        return Enumerable.Range(1, 4 * units).MinBy(hidden => Math.Abs(Count(cell, hidden) - wanted));
    }

    /// <summary>The data that were named, checked before anything is trained.</summary>
    /// <param name="inputs">Behind the job's name.</param>
    /// <exception cref="ClaimInputException">There are none.</exception>
    public (string Data, string? Test) Files(IReadOnlyList<string> inputs) => inputs.Count == 0
        ? throw new ClaimInputException($"cells {name} needs {needs}: name the file behind it.")
        : (inputs[0], inputs.Count > 1 ? inputs[1] : null);

    /// <summary>Trains and measures.</summary>
    /// <param name="files">The data.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="isFull">Whether it is the long run.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public WholeJobOutcome Run(
        (string Data, string? Test) files, CellKind cell, ulong seed, bool isFull, CancellationToken cancellation)
    {
        int units = UnitsOf(cell, isFull);
        IJobPlan made = plan(
            files.Data, files.Test,
            new FitOptions { Cell = cell, Hidden = units, Layers = 1, Seed = seed, Threads = 1 },
            isFull);
        long started = Stopwatch.GetTimestamp();
        try
        {
            using IJobModel model = made.FitAsync(new FitRun(), cancellation).GetAwaiter().GetResult();
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            JobResult result = made.Measure(model, "", cancellation);
            return new WholeJobOutcome(
                cell, seed, units, model.Summary.Parameters, errorOf(result.Scores[0].Metrics), model.Summary.Steps,
                seconds);
        }
        catch (DivergenceException)
        {
            return new WholeJobOutcome(cell, seed, units, 0, double.NaN, 0, double.NaN);
        }
    }
}

/// <summary>What came of a training.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Units">Units of the layer, of each direction.</param>
/// <param name="Parameters">Of the whole network.</param>
/// <param name="Error">On the part that measures; not a number where the training diverged.</param>
/// <param name="Steps">Steps of training.</param>
/// <param name="Seconds">How long they took.</param>
internal sealed record WholeJobOutcome(
    CellKind Cell, ulong Seed, int Units, long Parameters, double Error, long Steps, double Seconds)
{
    /// <summary>Milliseconds of a step of training, with what stands around it.</summary>
    public double Milliseconds => 1000 * Seconds / Steps;
}
