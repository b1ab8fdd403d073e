using Carousel.Cli.Tests;
using Carousel.Lab;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>Command lines of <c>carousel-lab</c>, run inside this process.</summary>
internal static class LabRun
{
    private const string Program = "carousel-lab";

    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync(arguments, CancellationToken.None);

    public static Task<CliRun> OfAsync(
        string[] arguments, CancellationToken cancellation, int? width = null, IReadOnlyList<Claim>? claims = null) =>
        CliRun.OfAsync([Program, .. arguments], cancellation, width, verbs: [Command(claims)]);

    /// <summary>Runs a command line and cancels it, as Ctrl-C does, when standard error holds a text.</summary>
    public static async Task<CliRun> StoppedAtAsync(string text, params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var error = new WatchedWriter(text, stop.Cancel);
        return await CliRun.OfAsync([Program, .. arguments], stop.Token, width: null, error, verbs: [Command(null)]);
    }

    private static LaboratoryCommand Command(IReadOnlyList<Claim>? claims) =>
        claims is null ? new LaboratoryCommand() : new LaboratoryCommand(claims);
}
