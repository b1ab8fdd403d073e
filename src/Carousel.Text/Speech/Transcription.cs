using Carousel.Jobs.Reading;

namespace Carousel.Speech;

/// <summary>What was heard in a recording.</summary>
/// <param name="Words">The words with their times.</param>
/// <param name="LogProbability">ln p of the symbols given the sound.</param>
internal sealed record Transcription(IReadOnlyList<TimedWord> Words, double LogProbability)
{
    /// <summary>The words with one blank between them.</summary>
    public string Text => string.Join(' ', Words.Select(w => w.Text));

    /// <summary>
    /// Transcripts as CSV: file, true transcript on request, transcript, and each word with its start and end in
    /// seconds.
    /// </summary>
    internal static string ToCsv(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<Transcription> found, bool hasTruth = false)
    {
        IEnumerable<string> lines = clips.Zip(found, (clip, heard) =>
        {
            string words = string.Join(
                ' ',
                heard.Words.Select(
                    w => Invariant.Of($"{w.Text}@{w.Start:0.00}-{w.End:0.00}")));
            string[] cells = [clip.Name, .. Optional.Of(hasTruth ? clip.Transcript : null), heard.Text, words];
            return $"{string.Join(',', cells.Select(c => CsvCell.Of(c)))}\n";
        });
        return $"file,{(hasTruth ? "truth," : "")}transcript,words\n{string.Concat(lines)}";
    }
}
