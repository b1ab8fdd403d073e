using System.Globalization;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Speech;

/// <summary>Transcripts as CSV: file, transcript, and each word with its start and end in seconds.</summary>
internal static class TranscriptTable
{
    /// <summary>Writes the header and a line for each recording.</summary>
    public static void Write(TextWriter output, IReadOnlyList<SpeechClip> clips, IReadOnlyList<Transcription> found)
    {
        output.Write("file,transcript,words\n");
        for (int c = 0; c < clips.Count; c++)
        {
            output.Write($"{CsvCell.Of(clips[c].Name)},{CsvCell.Of(found[c].Text)},{CsvCell.Of(Words(found[c]))}\n");
        }
    }

    /// <summary>The same with what was said beside.</summary>
    public static string Compared(SpeechMeasurement measured)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write("file,truth,transcript,words\n");
        for (int c = 0; c < measured.Clips.Count; c++)
        {
            SpeechClip clip = measured.Clips[c];
            text.Write($"{CsvCell.Of(clip.Name)},{CsvCell.Of(clip.Transcript)},{CsvCell.Of(measured.Found[c].Text)},{CsvCell.Of(Words(measured.Found[c]))}\n");
        }

        return text.ToString();
    }

    private static string Words(Transcription found) => string.Join(' ', found.Words.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Text}@{w.Start:0.00}-{w.End:0.00}")));
}
