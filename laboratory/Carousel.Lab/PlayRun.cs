using System.Text;
using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Web;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>Writes the page on which one unit of each cell is set by sliders.</summary>
internal static class PlayRun
{
    /// <summary>Its name on the command line.</summary>
    public const string Play = "play";

    private const string PageName = "play.html";

    /// <summary>Writes the page.</summary>
    /// <param name="terminal">Where it reports that.</param>
    /// <param name="path">The output folder, or null for the default.</param>
    /// <returns>The exit code.</returns>
    public static int Perform(Terminal terminal, string? path)
    {
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", Play));
        byte[] page = Encoding.UTF8.GetBytes(PlayPage.Write());
        AtomicFile.Write(folder.File(PageName), stream => stream.Write(page));
        terminal.Out.WriteLine($"  {folder.File(PageName)}   open it in a browser");
        return ExitCode.Done;
    }
}
