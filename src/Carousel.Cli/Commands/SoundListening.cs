using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Speech;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel stream</c> with a transcriber: sound in, words out; or strings joined to measure it.</summary>
/// <param name="options">What it does.</param>
/// <param name="run">How it answers.</param>
internal sealed class SoundListening(ListenOptionSet options, RunOptionSet run)
{
    /// <summary>Streams, or measures.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="terminal">Where words go.</param>
    /// <param name="model">A transcriber.</param>
    /// <param name="file">The sound's file; null or - for standard input.</param>
    /// <param name="cancellation">Ends it after the present block.</param>
    /// <returns>The exit code.</returns>
    public int Run(
        ParseResult result, Terminal terminal, Transcriber model, string? file, CancellationToken cancellation)
    {
        (IReadOnlyList<string> keywords, double? threshold) = (options.Keywords(result), options.Threshold(result));
        if (threshold is not null && keywords.Count == 0)
        {
            throw new UsageException("--threshold needs --keyword: without keywords everything is transcribed.");
        }

        if (options.Measure(result) is { } table)
        {
            ListeningResult measured = Measure(
                model, options.Strings(result, table), keywords, threshold, cancellation);
            ListeningView.Write(terminal, measured);
            if (run.Json(result))
            {
                ListeningJson.Write(terminal, table, measured);
            }

            return ExitCode.Done;
        }

        if (options.GivenForTable(result) is { } name)
        {
            throw new UsageException($"{name} needs --measure TABLE: a stream of sound has no table.");
        }

        using Stream? own = file is null or "-" ? null : SoundSource.OpenFile(file);
        Stream input = own ?? terminal.InBytes
            ?? throw new UsageException(
                "Sound is read from a file or a pipe: pass a WAV file, or write sound to standard input.");
        var sound = SoundSource.Open(input, own is null ? "standard input" : file!, options.Bare(result));
        using var stream = new TranscriptionStream(model, sound.Rate, keywords, threshold ?? 0.5);
        var listening = new SoundStreamRun(terminal, stream, run.Json(result));
        bool isWhole = listening.Run(sound, cancellation);
        if (!run.Quiet(result))
        {
            foreach (string note in sound.Notes)
            {
                terminal.Error.WriteLine(note);
            }

            terminal.Error.WriteLine(listening.Sentence());
        }

        return isWhole ? ExitCode.Done : ExitCode.Canceled;
    }

    private static ListeningResult Measure(
        Transcriber model, IReadOnlyList<SpeechClip> strings, IReadOnlyList<string> keywords, double? threshold,
        CancellationToken cancellation)
    {
        // What can't be heard is refused before the work begins.
        new TranscriptionStream(model, strings[0].Recording.Rate, keywords).Dispose();
        foreach (string keyword in keywords)
        {
            KeywordMeasurement.RequireSaid(strings, keyword);
        }

        IReadOnlyList<double> thresholds = threshold is { } one ? [one] : KeywordMeasurement.Thresholds;
        return new ListeningResult(
            strings.Count, ListeningMeasurement.Of(model, strings, cancellation),
            [.. keywords.Select(k => (k, KeywordMeasurement.Of(model, strings, k, thresholds, cancellation)))]);
    }
}
