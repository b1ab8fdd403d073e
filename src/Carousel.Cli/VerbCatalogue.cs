using Carousel.Cli.Commands;
using Carousel.Cli.Work;
using Carousel.Mcp;
using Carousel.Server.Hosting;
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
        Of<ForecastCommand>("forecast"),
        new("classify", JobVerbs.Classify),
        Of<AnomalyCommand>("anomaly"),
        new("tag", JobVerbs.Tag),
        new("transcribe", JobVerbs.Transcribe),
        new("caption", JobVerbs.Caption),
        new("translate", JobVerbs.Translate),
        Of<ChatCommand>("chat"),
        new("music", JobVerbs.Music),
        new("survive", JobVerbs.Survive),
        new("life", JobVerbs.Life),
        Of<LanguageCommand>("language"),
        new("write", JobVerbs.Write),
        new("video", JobVerbs.Video),
        new("genome", JobVerbs.Genome),
        Of<GenerateCommand>("generate"),
        Of<TuneCommand>("tune"),
        new("work",
            static () => new HostedCommand<WorkOptions>(new WorkVerb(new JobWork(), CarouselCommand.Release))),
        Of<PredictCommand>("predict"),
        Of<EvaluateCommand>("evaluate"),
        Of<BacktestCommand>("backtest"),
        Of<DescribeCommand>("describe"),
        Of<QuantizeCommand>("quantize"),
        Of<ExportCommand>("export"),
        Of<ConvertCommand>("convert"),
        Of<InspectCommand>("inspect"),
        Of<StreamCommand>("stream"),
        new("serve", static () => new HostedCommand<ServeOptions>(new ServeVerb())),
        new("studio",
            static () => new HostedCommand<StudioVerbOptions>(new StudioVerb(new StudioCommandLine()))),
        new("mcp", static () => new HostedCommand<McpVerbOptions>(new McpVerb(new StudioCommandLine()))),
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

    private static Entry Of<T>(string name)
        where T : VerbCommand, new() => new(name, static () => new T());

    private sealed record Entry(string Name, Func<VerbCommand> Make);
}
