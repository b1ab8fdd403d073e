using System.Diagnostics;
using Carousel.Jobs;
using Microsoft.AspNetCore.Connections;

namespace Carousel.Studio.Hosting;

/// <summary><c>carousel studio</c>: a page on the own machine, from a file to a trained, served, exported
/// model.</summary>
/// <param name="commands">The command line that the studio uses.</param>
internal sealed class StudioVerb(ICommandLine commands) : IVerb<StudioVerbOptions>
{
    private const int DefaultPort = 8090;

    /// <inheritdoc/>
    public string Name => "studio";

    /// <inheritdoc/>
    public string Summary => "Open a page on this machine: from a file to a trained model, without typing.";

    /// <inheritdoc/>
    public string Example => "carousel studio";

    /// <inheritdoc/>
    public async Task<bool> RunAsync(StudioVerbOptions options, VerbRun run, CancellationToken cancellation)
    {
        var where = new StudioOptions(options.Folder ?? StudioOptions.DefaultFolder, options.Port ?? DefaultPort);
        try
        {
            try
            {
                await StudioHost.RunAsync(commands, where, Listening, run.Tell, cancellation).ConfigureAwait(false);
            }
            catch (IOException exception)
                when (options.Port is null && exception.InnerException is AddressInUseException)
            {
                await StudioHost.RunAsync(commands, where with { Port = 0 }, Listening, run.Tell, cancellation)
                    .ConfigureAwait(false);
            }

            return true;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw options.Wrong(
                $"Port {options.Port} is in use: name another one with {{Port}}, or 0 for a free one.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw options.Wrong(
                $"The folder {where.Folder} can't be used: {exception.Message.TrimEnd('.')}. Name another with "
                + $"{{Folder}}.");
        }

        void Listening(string link, string opening)
        {
            run.Announce($"studio at {link}");
            if (!options.NoOpen)
            {
                Open(opening);
            }
        }
    }

    // Without a browser the user opens the printed link.
    private static void Open(string link)
    {
        try
        {
            using Process? process = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(link) { UseShellExecute = true })
                : Process.Start(
                    new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [link])
                    {
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                    });
        }
        catch (System.ComponentModel.Win32Exception)
        {
        }
    }
}
