using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Speech;
using Carousel.Tasks.Speech.Listening;

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
    public int Run(ParseResult result, Terminal terminal, Transcriber model, string? file, CancellationToken cancellation)
    {
        (IReadOnlyList<string> keywords, double? threshold) = (options.Keywords(result), options.Threshold(result));
        if (threshold is not null && keywords.Count == 0)
        {
            throw new UsageException("--threshold goes with --keyword: without one everything is written down.");
        }

        if (options.Measure(result) is { } table)
        {
            return Measure(result, terminal, model, table, keywords, threshold, cancellation);
        }

        using Stream? own = file is null or "-" ? null : SoundSource.OpenFile(file);
        Stream input = own ?? terminal.InBytes ?? throw new UsageException("Sound is read from a file or a pipe: pass a WAV file, or write sound to standard input.");
        var sound = SoundSource.Open(input, own is null ? "standard input" : file!, options.Bare(result));
        using var stream = new TranscriptionStream(model, sound.Rate, keywords, threshold ?? 0.5);
        var listening = new SoundStreamRun(terminal, stream, run.Json(result));
        bool isWhole = listening.Run(sound, cancellation);
        if (!run.Quiet(result))
        {
            terminal.Error.WriteLine(listening.Sentence());
        }

        return isWhole ? ExitCode.Done : ExitCode.Cancelled;
    }

    private int Measure(
        ParseResult result, Terminal terminal, Transcriber model, string table, IReadOnlyList<string> keywords, double? threshold, CancellationToken cancellation)
    {
        IReadOnlyList<SpeechClip> strings = ListeningStrings.Read(table, options.Strings(result));
        // Words that can't be heard are refused before anything is written.
        new TranscriptionStream(model, strings[0].Recording.Rate, keywords).Dispose();
        var all = ListeningMeasurement.Of(model, strings, cancellation);
        Say($"  {strings.Count:N0} strings, {all.SoundSeconds / 60:0.0} min of sound; {all.Heard:N0} of {all.Words:N0} words heard in their order");
        Say($"  told after a word's end: median {1000 * all.Delay(0.5):0} ms, 95 of 100 within {1000 * all.Delay(0.95):0} ms, latest {1000 * all.Delay(1):0} ms");
        Say($"  cost: {all.RealTimeFactor:0.0000} of real time");
        foreach (string keyword in keywords)
        {
            Say($"  keyword {keyword}:  threshold   said  missed  miss rate  false alarms  an hour (of {KeywordMeasurement.HoursWithout(strings, keyword):0.00} h without it)");
            foreach (KeywordMeasurement row in KeywordMeasurement.Of(model, strings, keyword, threshold is { } one ? [one] : KeywordMeasurement.Thresholds, cancellation))
            {
                Say($"  {new string(' ', keyword.Length + 10)}{row.Threshold,9:0.###}  {row.Said,5}  {row.Missed,6}  {100 * row.MissRate,7:0.0} %  {row.FalseAlarms,12}  {row.FalseAlarmsPerHour,7:0.0}");
            }
        }

        return ExitCode.Done;

        void Say(FormattableString line) => terminal.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
