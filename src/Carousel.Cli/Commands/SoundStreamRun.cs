using System.Diagnostics;
using Carousel.Cli.Rendering;
using Carousel.Report;
using Carousel.Speech;

namespace Carousel.Cli.Commands;

/// <summary>Feeds sound to a transcriber as it comes and writes each word as soon as it is known.</summary>
/// <param name="terminal">Where words go.</param>
/// <param name="stream">What hears them.</param>
/// <param name="json">Whether words are JSON objects instead of CSV.</param>
internal sealed class SoundStreamRun(Terminal terminal, TranscriptionStream stream, bool json)
{

    private long _words, _ticks;

    /// <summary>Runs to the end of the sound.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="cancellation">Ends it after the present block.</param>
    /// <returns>False where it was cancelled.</returns>
    /// <exception cref="Carousel.Data.DataFormatException">The sound has no samples; nothing was written.</exception>
    public bool Run(SoundSource sound, CancellationToken cancellation)
    {
        var block = new float[Math.Max(1, (int)(ListeningMeasurement.BlockSeconds * sound.Rate))];
        int read = sound.ReadFirst(block);
        if (!json)
        {
            terminal.Out.WriteLine(HeardWord.Header);
        }

        for (; read > 0; read = sound.Read(block))
        {
            if (cancellation.IsCancellationRequested)
            {
                return false;
            }

            long began = Stopwatch.GetTimestamp();
            stream.Push(block.AsSpan(0, read));
            _ticks += Stopwatch.GetTimestamp() - began;
            Write();
        }

        stream.Finish();
        Write();
        return true;
    }

    /// <summary>What came of it, in one line.</summary>
    public string Sentence()
    {
        double work = (double)_ticks / Stopwatch.Frequency;
        return Invariant.Of(
            $"  {_words:N0} {(_words == 1 ? "word" : "words")} in {stream.Seconds:0.0} s of sound; {work:0.00} s of "
            + $"computing, {(stream.Seconds > 0 ? work / stream.Seconds : 0):0.000} of real time.");
    }

    private void Write()
    {
        while (stream.Words.TryDequeue(out HeardWord word))
        {
            _words++;
            terminal.Data.WriteLine(json ? JsonText.Of(word.Write) : word.ToCsv());
            terminal.Out.Flush();
        }
    }
}
