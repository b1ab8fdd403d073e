using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Sound;

/// <summary>A recording of one channel.</summary>
/// <param name="Name">How messages call it: the file's path.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">[n], −1 … 1.</param>
internal sealed record SoundRecording(string Name, int Rate, float[] Samples)
{
    private const int ShownNotes = 4;

    /// <summary>What is odd about it: cut, silent or clipped sound, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether every sample is 0.</summary>
    public bool IsSilent => Array.TrueForAll(Samples, s => s == 0);

    /// <summary>How long it is, in seconds.</summary>
    public double Seconds => (double)Samples.Length / Rate;

    /// <summary>What is odd about several recordings: the first are named, the others counted.</summary>
    /// <param name="recordings">The recordings.</param>
    public static IReadOnlyList<string> NotesOf(IEnumerable<SoundRecording> recordings)
    {
        SoundRecording[] odd = [.. recordings.Where(r => r.Notes.Count > 0)];
        int more = odd.Length - ShownNotes;
        return
        [
            .. odd.Take(ShownNotes).SelectMany(r => r.Notes),
            .. more <= 0 ? [] : new[]
            {
                $"Also silent, cut or clipped: {FigureText.Counted(more, "recording")}.",
            },
        ];
    }
}
