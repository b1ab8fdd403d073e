using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>What a transcriber is applied to: a recording, a folder of recordings, or a table of transcripts.</summary>
internal static class TranscriptInput
{
    /// <summary>Reads recordings.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columns">Which columns of a table are read, and where its recordings are stored.</param>
    /// <param name="needsTranscripts">Whether transcripts are required.</param>
    /// <returns>One at least.</returns>
    /// <exception cref="DataFormatException">The input has no recording, or one cannot be read.</exception>
    public static IReadOnlyList<SpeechClip> Read(JobInput input, UtteranceColumns columns, bool needsTranscripts)
    {
        if (input.Path is not { } path)
        {
            throw new DataFormatException(
                $"{input.Name}: this model reads sound: pass a WAV file, a folder of them, or a table of transcripts "
                + "(.tsv).");
        }

        bool isFolder = Directory.Exists(path);
        if (needsTranscripts || Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".csv" or ".txt"
            || (isFolder && Directory.GetFiles(path, "*.tsv").Length == 1))
        {
            return SpeechData.Load(
                UtteranceReader.Read(path, columns with { NeedsTranscripts = needsTranscripts }));
        }

        string[] files = isFolder
            ? [.. Directory.GetFiles(path, "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [path];
        return files.Length > 0
            ? [.. files.Select(f => new SpeechClip(f, WavFile.Read(f), ""))]
            : throw new DataFormatException($"{path} is a folder without a .wav file.");
    }
}
