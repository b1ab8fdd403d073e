using Carousel.Cli.Commands;
using Carousel.Cli.Work;
using Carousel.Server.Hosting;
using Carousel.Server.Top;
using Carousel.Studio.Hosting;

namespace Carousel.Cli;

/// <summary>The verbs of the command line. A new verb joins with a line here.</summary>
/// <remarks>
/// A verb is made of dozens of options, whose code has to be compiled in every process anew: making one verb in place
/// of all halves the time until a small model answers.
/// </remarks>
internal static class VerbCatalogue
{
    private static readonly Entry[] _entries =
    [
        new("forecast", static () => JobVerbs.Forecast()),
        new("classify", static () => JobVerbs.Classify()),
        new("anomaly", static () => new AnomalyCommand()),
        new("tag", static () => JobVerbs.Tag()),
        new("transcribe", static () => JobVerbs.Transcribe()),
        new("caption", static () => JobVerbs.Caption()),
        new("translate", static () => JobVerbs.Translate()),
        new("music", static () => JobVerbs.Music()),
        new("survive", static () => JobVerbs.Survive()),
        new("life", static () => JobVerbs.Life()),
        new("language", static () => new LanguageCommand()),
        new("write", static () => JobVerbs.Write()),
        new("video", static () => JobVerbs.Video()),
        new("genome", static () => JobVerbs.Genome()),
        new("generate", static () => new GenerateCommand()),
        new("compress", static () => new CompressCommand()),
        new("expand", static () => new ExpandCommand()),
        new("tune", static () => new TuneCommand()),
        new("work",
            static () => new HostedCommand<WorkOptions>(new WorkVerb(new JobWork(), CarouselCommand.Release))),
        new("predict", static () => new PredictCommand()),
        new("evaluate", static () => new EvaluateCommand()),
        new("backtest", static () => new BacktestCommand()),
        new("describe", static () => new DescribeCommand()),
        new("quantize", static () => new QuantizeCommand()),
        new("export", static () => new ExportCommand()),
        new("convert", static () => new ConvertCommand()),
        new("inspect", static () => new InspectCommand()),
        new("stream", static () => new StreamCommand()),
        new("serve", static () => new HostedCommand<ServeOptions>(new ServeVerb())),
        new("studio",
            static () => new HostedCommand<StudioVerbOptions>(new StudioVerb(new StudioCommandLine()))),
        new("top", static () => new HostedCommand<TopOptions>(new TopVerb())),
        new("selftest", static () => new SelfTestCommand()),
    ];

    /// <summary>Makes every verb.</summary>
    /// <returns>The verbs, in the order of the map.</returns>
    public static IReadOnlyList<VerbCommand> MakeAll() => [.. _entries.Select(static e => e.Make())];

    /// <summary>
    /// Makes the verbs that a command line can need: the one that its first word names; none for the version; else all,
    /// to be listed or searched for the nearest name.
    /// </summary>
    /// <param name="arguments">What was typed after <c>carousel</c>.</param>
    /// <returns>The verbs, in the order of the map.</returns>
    public static IReadOnlyList<VerbCommand> MakeFor(IReadOnlyList<string> arguments)
    {
        if (arguments is ["--version"])
        {
            return [];
        }

        VerbCommand[] named = arguments.Count > 0
            ? [.. _entries.Where(e => e.Name == arguments[0] || IsDescribed(e.Name, arguments)).Select(e => e.Make())]
            : [];
        return named.Length > 0 ? named : MakeAll();
    }

    private static bool IsDescribed(string name, IReadOnlyList<string> arguments) =>
        arguments is ["describe", { } second, ..] && second == name;

    private sealed record Entry(string Name, Func<VerbCommand> Make);
}
