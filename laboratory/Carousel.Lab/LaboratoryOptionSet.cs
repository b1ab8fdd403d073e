using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.ZeroShot;
using Carousel.Layers;

namespace Carousel.Lab;

/// <summary>
/// How experiments and claims are run. Some options belong to experiments, some to claims; what has not got one refuses
/// it.
/// </summary>
internal sealed class LaboratoryOptionSet
{
    private const int MostTrials = 1000;
    private const int MostSeeds = 100;

    private readonly Option<string[]> _rows = OptionKinds.Names(
        "--row", "names",
        "Rows of the published table, or of textbook, separated by commas. Default: the shortest; all with --full.");
    private readonly Option<string?> _data = OptionKinds.Text(
        "--data", "dir",
        "Folder of the files that some rows of textbook need, such as a genome; a row names its files. With zero-shot: "
        + "measure the forecasts of the bundled network, or of a model file given as argument, on the files there "
        + "instead of training.");
    private readonly Option<int?> _length = OptionKinds.Whole(
        "--length",
        "Length or lag of the rows, such as 100; also for a claim with lengths, and for a stream of million.");
    private readonly Option<int?> _trials = OptionKinds.Whole(
        "--trials", "Trials of each row, 1 to 1,000. Default 3; with --full as many as in the paper.");
    private readonly Option<bool> _resume = OptionKinds.Switch(
        "--resume",
        "Skip rows whose results are already in the output folder, with the same seed, trials and budget.");
    private readonly Option<int?> _seeds = OptionKinds.Whole(
        "--seeds", "Number of seeds, 1 to 100, counted up from --seed. Default: set by the claim.");
    private readonly Option<string?> _cell = OptionKinds.Text(
        "--cell", "name", "Cell, for claims with a choice of cells and for zero-shot (there gru).");
    private readonly Option<int?> _hidden = OptionKinds.Whole(
        "--hidden", "Units of the recurrent layer for zero-shot. Default 192.");
    private readonly Option<int?> _epochs = OptionKinds.Whole(
        "--epochs", "Training epochs for zero-shot, of 100 steps each. Default 180.");
    private readonly Option<string?> _at = OptionKinds.Text(
        "--at", "steps", "Steps to show, for a claim that shows steps: one, counted from 1, or several such as 1..8.");
    private readonly Option<string[]> _tasks = OptionKinds.Names(
        "--tasks", "names",
        "Tasks of tracking or million, separated by commas. Default: parity and s3, for million also s5; all of "
        + "tracking with --full.");
    private readonly Option<string[]> _cells = OptionKinds.Names(
        "--cells", "names",
        "Networks of tracking or million, separated by commas. Default: all; for million those whose gates read the "
        + "state, and the Transformer.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed(
        "--seed", "The same seed gives the same sequences and weights. Default 1.");
    private readonly Option<bool> _full = OptionKinds.Switch(
        "--full",
        "Run everything: every row with the paper's number of trials and budget, every length and seed of a claim. "
        + "Slow.");

    /// <summary>The groups of the help.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
        [
            new("Laboratory", [_seed, _full]), new("Experiments", [_rows, _length, _trials, _resume]),
            new("Claims", [_seeds, _cell, _at]), new("Textbook", [_data]),
            new("Tracking", [_tasks, _cells]), new("Zero-shot", [_hidden, _epochs]),
        ];

    /// <summary>Rows by name; none for those of the default.</summary>
    public IReadOnlyList<string> Rows(ParseResult result) => Named(result, _rows, "no row", "length-100");

    /// <summary>Tasks by name; none for those of the default.</summary>
    public IReadOnlyList<string> Tasks(ParseResult result) => Named(result, _tasks, "no task", "parity");

    /// <summary>Networks by name; none for all.</summary>
    public IReadOnlyList<string> Cells(ParseResult result) => Named(result, _cells, "no cell", "lstm");

    /// <summary>The folder of files that rows are measured on, or null.</summary>
    public string? Data(ParseResult result) => result.GetValue(_data);

    /// <summary>Rows by length, or null.</summary>
    public int? Length(ParseResult result) => result.GetValue(_length);

    /// <summary>Whether an earlier run is gone on with.</summary>
    public bool Resume(ParseResult result) => result.GetValue(_resume);

    /// <summary>How experiments are run.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many threads compute.</param>
    public LaboratoryOptions ReadExperiment(ParseResult result, int threads)
    {
        int? trials = result.GetValue(_trials);
        return trials is < 1 or > MostTrials
            ? throw new OptionException($"--trials must be 1…{MostTrials}, but is {trials}.")
            : new LaboratoryOptions
            {
                Trials = trials ?? 0,
                Seed = result.GetValue(_seed) ?? 1,
                Threads = threads,
                Full = result.GetValue(_full),
            };
    }

    /// <summary>How the network of zero-shot forecasts is trained.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <exception cref="OptionException">A value is out of range, or there is no such cell.</exception>
    public ZeroShotTraining ReadZeroShot(ParseResult result, int threads)
    {
        var usual = new ZeroShotTraining(ReadClaim(result, null, [], threads).Seed);
        string word = result.GetValue(_cell) ?? usual.Cell.Word;
        (int units, int epochs) =
            (result.GetValue(_hidden) ?? usual.Hidden, result.GetValue(_epochs) ?? usual.Epochs);
        return units < 1 || epochs < 1
            ? throw new OptionException("--hidden and --epochs must be 1 or more.")
            : usual with
            {
                Cell = RecurrentCell.Find(word) ?? throw new OptionException(
                    $"'{word}' is not a cell. Cells: {string.Join(", ", RecurrentCell.All.Select(c => c.Word))}."),
                Hidden = units,
                Epochs = epochs,
            };
    }

    /// <summary>How claims are run.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="claim">The claim, or null for all of them.</param>
    /// <param name="inputs">The words after it.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <exception cref="UsageException">The claim has not got an input or option.</exception>
    public ClaimRun ReadClaim(ParseResult result, Claim? claim, IReadOnlyList<string> inputs, int threads)
    {
        if (claim is not null)
        {
            RequireMeaning(result, claim);
            RequireOnly(result, claim.Name, Of(claim));
        }

        int? seeds = result.GetValue(_seeds);
        if (seeds is < 1 or > MostSeeds)
        {
            throw new OptionException($"--seeds must be 1…{MostSeeds}, but is {seeds}.");
        }

        return new ClaimRun
        {
            Seed = result.GetValue(_seed) ?? 1,
            Seeds = seeds ?? 0,
            Full = result.GetValue(_full),
            Threads = threads,
            Inputs = inputs,
            Options = claim is null ? new Dictionary<string, string>() : ReadOptions(result, claim),
        };
    }

    /// <summary>Refuses options that an experiment, all of them, a claim or all claims have not got.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="name">Whose options they would be.</param>
    /// <param name="options">Those that it has, of this set, without dashes.</param>
    /// <exception cref="UsageException">Another was given.</exception>
    public void RequireOnly(ParseResult result, string name, params IReadOnlyList<string> options)
    {
        foreach (Option option in Groups.SelectMany(g => g.Options))
        {
            if (IsGiven(result, option) && !options.Contains(option.Name[2..]))
            {
                string own = options.Count > 0 ? $" It has {Join([.. options.Select(o => $"--{o}")])}." : "";
                throw new UsageException($"{name} has no {option.Name}.{own}");
            }
        }
    }

    /// <summary>
    /// Refuses options that an experiment, or all of them, have not got. Rows and lengths of all are left to those who
    /// look for them.
    /// </summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="name">The experiment, or all.</param>
    public void RequireExperimentOnly(ParseResult result, string name)
    {
        bool isAll = name.Equals(LaboratorySelection.All, StringComparison.OrdinalIgnoreCase);
        if (!isAll || !(IsGiven(result, _rows) || IsGiven(result, _length)))
        {
            RequireOnly(result, name, isAll ? OfAllExperiments : OfExperiment);
        }
    }

    /// <summary>Options of an experiment.</summary>
    public static IReadOnlyList<string> OfExperiment { get; } = ["seed", "full", "row", "length", "trials", "resume"];

    /// <summary>Options of all experiments together.</summary>
    public static IReadOnlyList<string> OfAllExperiments { get; } = ["seed", "full", "trials", "resume"];

    /// <summary>Options of the statements of textbooks.</summary>
    public static IReadOnlyList<string> OfTextbook { get; } = ["seed", "full", "row", "data"];

    /// <summary>Options of the tracking table.</summary>
    public static IReadOnlyList<string> OfTracking { get; } =
        ["seed", "full", "seeds", "resume", "tasks", "cells"];

    /// <summary>Options of <see cref="ZeroShotRuns"/>.</summary>
    public static IReadOnlyList<string> OfZeroShot { get; } = ["seed", "resume", "data", "cell", "hidden", "epochs"];

    /// <summary>Options of <see cref="LessonRun"/>.</summary>
    public static IReadOnlyList<string> OfLesson { get; } = ["seed"];

    /// <summary>Options of <see cref="VoicesRun"/>.</summary>
    public static IReadOnlyList<string> OfVoices { get; } = ["seed", "full"];

    /// <summary>Options of the streams of a million symbols.</summary>
    public static IReadOnlyList<string> OfMillion { get; } = ["seed", "seeds", "length", "tasks", "cells"];

    /// <summary>The first option of this set that was given, or null.</summary>
    public string? FirstGiven(ParseResult result) =>
        Groups.SelectMany(g => g.Options).FirstOrDefault(o => IsGiven(result, o))?.Name;

    // Every claim takes a seed, so that one command line fits all; seeds and full only where they change something.
    private static IReadOnlyList<string> Of(Claim claim) =>
        ["seed", .. claim.HasFull
            ? ["full"]
            : (string[])[], .. claim.DefaultSeeds > 0 ? ["seeds"] : (string[])[], .. claim.Options.Select(o => o.Name)];

    private void RequireMeaning(ParseResult result, Claim claim)
    {
        if (claim.DefaultSeeds == 0 && IsGiven(result, _seeds))
        {
            throw new UsageException($"{claim.Name} draws nothing by chance: leave --seeds out.");
        }

        if (!claim.HasFull && IsGiven(result, _full))
        {
            throw new UsageException($"{claim.Name} has no longer version: leave --full out.");
        }
    }

    private Dictionary<string, string> ReadOptions(ParseResult result, Claim claim)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ClaimOption option in claim.Options)
        {
            string? given = option.Name switch
            {
                "cell" => result.GetValue(_cell),
                "at" => result.GetValue(_at),
                "length" => result.GetValue(_length)?.ToString(CultureInfo.InvariantCulture),
                _ =>
                    throw new InvalidOperationException(
                        $"The claim {claim.Name} has an option that the command line does not know: {option.Name}."),
            };
            if (given is not null)
            {
                options.Add(option.Name, Check(option, given));
            }
        }

        return options;
    }

    private static string Check(ClaimOption option, string given)
    {
        if (option.IsSteps)
        {
            return option.ReadSteps(given).ToString();
        }

        if (option.Values.Count == 0)
        {
            return option.ReadWhole(given).ToString(CultureInfo.InvariantCulture);
        }

        string? near = NearestName.Find(given, option.Values);
        return option.Values.FirstOrDefault(v => v.Equals(given, StringComparison.OrdinalIgnoreCase))
            ?? throw new OptionException(
                $"--{option.Name} must be {Join(option.Values, "or")}, but is "
                + $"'{given}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
    }

    private static string[] Named(ParseResult result, Option<string[]> option, string none, string example) =>
        IsGiven(result, option) && result.GetValue(option) is not { Length: > 0 }
        ? throw new UsageException($"{option.Name} names {none}. Pass a name such as {example}.")
        : result.GetValue(option) ?? [];

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static string Join(IReadOnlyList<string> names, string last = "and") =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} {last} {names[^1]}";
}
