using System.CommandLine;
using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Laboratory.ZeroShot;

namespace Carousel.Lab;

/// <summary>
/// <c>carousel-lab</c>: the experiments of 1997 and after compared with the published tables, and statements of
/// textbooks about LSTM, measured.
/// </summary>
/// <param name="claims">The claims that it knows.</param>
internal sealed class LaboratoryCommand(IReadOnlyList<Claim> claims) : VerbCommand(
    Program, "Run the experiments of 1997, or test claims about LSTM.", "carousel-lab temporal-order --trials 1",
    new(
        $"Folder for {LaboratoryFiles.ResultsName} and report.html, or for a claim NAME.json and report.html. Default "
        + $"for {LaboratorySelection.All}: out/laboratory, for {LessonRun.Word}: out/lesson, "
        + $"for {PlayRun.Play}: out/play, for {VoicesRun.Voices}: out/voices, "
        + $"for {ZeroShotRuns.ZeroShot}: out/zero-shot; otherwise no files."))
{
    /// <summary>The name of the program, whose only verb this is.</summary>
    private const string Program = "carousel-lab";

    private readonly LaboratoryOptionSet _options = new();

    private readonly Argument<string?> _name = new("NAME")
    {
        Description =
            $"An experiment or a claim, {LaboratorySelection.All} experiments, {TextbookRuns.Textbook} (statements), "
            + $"{TrackingRuns.Tracking} (what a state can track), {MillionRuns.Million} (the same over a million "
            + $"symbols), {ZeroShotRuns.ZeroShot} (train the network of zero-shot forecasts), {LessonRun.Word} (what "
            + $"an LSTM is, in a minute), {PlayRun.Play} (a page to set a cell by hand) or {VoicesRun.Voices} "
            + "(recordings of made voices in four moods). Default: list them.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _inputs = new("INPUTS")
    {
        Description =
            "Additional material on which to test a claim, such as a model or data.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>What it runs, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. ExperimentCatalogue.All.Select(e => e.Name), LaboratorySelection.All,
        .. ClaimCatalogue.All.Select(c => c.Name), TextbookRuns.Textbook, TrackingRuns.Tracking, MillionRuns.Million,
        ZeroShotRuns.ZeroShot, LessonRun.Word, PlayRun.Play, VoicesRun.Voices,
    ];

    /// <summary>With all claims.</summary>
    public LaboratoryCommand()
        : this(ClaimCatalogue.All)
    {
    }

    /// <inheritdoc/>
    public override string Call => Program;

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_name, _inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [.. _options.Groups, Run.Group];

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What was typed after <c>carousel-lab</c>.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it: the first Ctrl-C.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage or bad data, 130 cancelled.</returns>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default) =>
        new LaboratoryCommand().RunLineAsync(arguments, terminal, cancellation);

    /// <summary>Runs a command line with these claims.</summary>
    /// <param name="arguments">What was typed after <c>carousel-lab</c>.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public Task<int> RunLineAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation) =>
        CarouselCommand.RunAsync(
            arguments is ["--version"] ? arguments : [Program, .. arguments], terminal, [this], cancellation, Program);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        IReadOnlyList<Experiment> experiments = ExperimentCatalogue.All;
        if (result.GetValue(_name) is not { } name)
        {
            WriteList(result, terminal, experiments);
            return Task.FromResult(ExitCode.Done);
        }

        string[] inputs = result.GetValue(_inputs) ?? [];
        int threads = ThreadCount(Run.Threads(result));
        if (name.Equals(TextbookRuns.Textbook, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(TextbookRuns.Textbook, inputs);
            _options.RequireOnly(result, TextbookRuns.Textbook, LaboratoryOptionSet.OfTextbook);
            return Task.FromResult(RunTextbook(result, terminal, threads, cancellation));
        }

        if (name.Equals(TrackingRuns.Tracking, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(TrackingRuns.Tracking, inputs);
            _options.RequireOnly(result, TrackingRuns.Tracking, LaboratoryOptionSet.OfTracking);
            return Task.FromResult(RunTracking(result, terminal, threads, cancellation));
        }

        if (name.Equals(MillionRuns.Million, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(MillionRuns.Million, inputs);
            _options.RequireOnly(result, MillionRuns.Million, LaboratoryOptionSet.OfMillion);
            ClaimRun run = _options.ReadClaim(result, null, [], threads);
            return Task.FromResult(new MillionRuns(
                terminal, Run.Out(result), Run.Quiet(result), Run.Json(result), CommandLineText.Words(result),
                cancellation).Perform(
                    MillionRuns.Problems(_options.Tasks(result)),
                    TrackingRuns.Networks(_options.Cells(result), TrackedNetwork.Following, MillionRuns.Million),
                    new TrackingSettings(), run, _options.Length(result)));
        }

        if (name.Equals(PlayRun.Play, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(PlayRun.Play, inputs);
            _options.RequireOnly(result, PlayRun.Play);
            return Task.FromResult(PlayRun.Perform(terminal, Run.Out(result)));
        }

        if (name.Equals(LessonRun.Word, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(LessonRun.Word, inputs);
            _options.RequireOnly(result, LessonRun.Word, LaboratoryOptionSet.OfLesson);
            ulong seed = _options.ReadClaim(result, null, [], threads).Seed;
            return Task.FromResult(new LessonRun(terminal, Run.Out(result), Run.Quiet(result), Run.Json(result))
                .Perform(seed, cancellation));
        }

        if (name.Equals(VoicesRun.Voices, StringComparison.OrdinalIgnoreCase))
        {
            RequireNoInputs(VoicesRun.Voices, inputs);
            _options.RequireOnly(result, VoicesRun.Voices, LaboratoryOptionSet.OfVoices);
            ClaimRun run = _options.ReadClaim(result, null, [], threads);
            return Task.FromResult(VoicesRun.Perform(terminal, Run.Out(result), run.Seed, run.Full));
        }

        if (name.Equals(ZeroShotRuns.ZeroShot, StringComparison.OrdinalIgnoreCase))
        {
            _options.RequireOnly(result, ZeroShotRuns.ZeroShot, LaboratoryOptionSet.OfZeroShot);
            ZeroShotTraining training = _options.ReadZeroShot(result, threads);
            var runs = new ZeroShotRuns(terminal, Run.Quiet(result));
            if (_options.Data(result) is { } data)
            {
                return Task.FromResult(runs.Evaluate(
                    data, inputs.FirstOrDefault(), training, Run.Out(result), threads, cancellation));
            }

            RequireNoInputs(ZeroShotRuns.ZeroShot, inputs);
            return Task.FromResult(
                runs.Perform(Run.Out(result), training, _options.Resume(result), threads, cancellation));
        }

        if (claims.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } claim)
        {
            RequireRoom(claim, inputs);
            return Task.FromResult(MakeClaimRuns(result, terminal, cancellation)
                .Perform(claim, _options.ReadClaim(result, claim, inputs, threads)));
        }

        RequireName(name);
        RequireNoInputs(name, inputs);
        _options.RequireExperimentOnly(result, name);
        return Task.FromResult(
            new ExperimentRuns(_options, Run, result, terminal, cancellation).Perform(name, threads));
    }

    private int RunTracking(ParseResult result, Terminal terminal, int threads, CancellationToken cancellation)
    {
        ClaimRun run = _options.ReadClaim(result, null, [], threads);
        IReadOnlyList<TrackingProblem> problems = TrackingRuns.Problems(_options.Tasks(result), run.Full);
        IReadOnlyList<TrackedNetwork> networks =
            TrackingRuns.Networks(_options.Cells(result), TrackedNetwork.All, TrackingRuns.Tracking);
        return new TrackingRuns(
            terminal, Run.Out(result), Run.Quiet(result), Run.Json(result), CommandLineText.Words(result), cancellation)
            .Perform(
                problems, networks, new TrackingSettings(),
                run with { Seeds = run.Seeds > 0 ? run.Seeds : run.Full ? 5 : 1 }, _options.Resume(result));
    }

    private int RunTextbook(ParseResult result, Terminal terminal, int threads, CancellationToken cancellation)
    {
        string[] folder = _options.Data(result) is { } data ? [data] : [];
        ClaimRun run = _options.ReadClaim(result, null, folder, threads);
        IReadOnlyList<string> rows = _options.Rows(result);
        if (rows.Count > 0 && run.Full)
        {
            throw new UsageException("--row and --full exclude each other: pass one of them.");
        }

        if (rows.Count == 0 && !run.Full
            && (run.Seed != 1 ? "--seed" : Run.Out(result) is not null ? "--out" : folder.Length > 0 ? "--data" : null)
                is { } idle)
        {
            throw new UsageException(
                $"{TextbookRuns.Textbook} only lists recorded results: pass --row or --full with {idle}.");
        }

        var runs = new TextbookRuns(terminal, Run.Out(result), Run.Quiet(result), Run.Json(result), cancellation);
        return rows.Count > 0 || run.Full ? runs.Perform(TextbookRuns.Find(rows, folder), run) : runs.List();
    }

    private ClaimRuns MakeClaimRuns(ParseResult result, Terminal terminal, CancellationToken cancellation) =>
        new(
            terminal, Run.Out(result), Run.Quiet(result), Run.Json(result), CommandLineText.Words(result),
            cancellation);

    private void WriteList(ParseResult result, Terminal terminal, IReadOnlyList<Experiment> experiments)
    {
        if (_options.FirstGiven(result) is { } option)
        {
            throw new UsageException(
                $"{option} needs an experiment or a claim, such as: carousel-lab adding. See them all with: "
                + Program);
        }

        LaboratoryList.Write(terminal, experiments, claims);
        if (Run.Json(result))
        {
            LaboratoryJson.WriteList(terminal, experiments, claims);
        }
    }

    private void RequireName(string name)
    {
        string[] names = [.. Names, .. claims.Select(c => c.Name)];
        if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw KnownWords.Find(name) is { } answer ? new UsageException(answer) : LaboratorySelection.NoSuch(
                $"{Program} has no experiment or claim", name, names, LaboratorySelection.Overview);
        }
    }

    private static void RequireNoInputs(string name, string[] inputs)
    {
        if (inputs.Length > 0)
        {
            throw new UsageException($"{name} takes no inputs, but got '{inputs[0]}'.");
        }
    }

    private static void RequireRoom(Claim claim, string[] inputs)
    {
        if (claim.Inputs.Count == 0)
        {
            RequireNoInputs(claim.Name, inputs);
        }
        else if (inputs.Length > claim.Inputs.Count)
        {
            throw new UsageException(
                $"{claim.Name} does not know what to do with '{inputs[claim.Inputs.Count]}'. It takes: "
                + $"{Program} {LaboratoryList.Usage(claim)}");
        }
    }
}
