using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Laboratory.Textbook.Uses.Voices;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>Writes recordings of made voices in four moods, such as those of the samples.</summary>
internal static class VoicesRun
{
    /// <summary>Its name on the command line.</summary>
    public const string Voices = "voices";

    /// <summary>Writes the recordings.</summary>
    /// <param name="terminal">Where it reports that.</param>
    /// <param name="path">The output folder, or null for the default.</param>
    /// <param name="seed">Other seeds give other voices.</param>
    /// <param name="isFull">Whether there are many voices, and not only as many as in the samples.</param>
    /// <returns>The exit code.</returns>
    public static int Perform(Terminal terminal, string? path, ulong seed, bool isFull)
    {
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", Voices));
        int count = 0;
        int voices = isFull ? VoiceRecordings.Many : VoiceRecordings.Few;
        foreach ((string name, byte[] file) in VoiceRecordings.Of(seed, voices))
        {
            AtomicFile.Write(folder.File(name), stream => stream.Write(file));
            count++;
        }

        terminal.Out.WriteLine($"  {folder.Path}   {count} recordings");
        return ExitCode.Done;
    }
}
