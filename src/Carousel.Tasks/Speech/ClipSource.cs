namespace Carousel.Tasks.Speech;

/// <summary>The clips of a part: the same in each epoch, or strings of words drawn anew.</summary>
/// <param name="clips">Recordings.</param>
/// <param name="joining">How strings are made of them; null for none.</param>
/// <param name="strings">Strings of an epoch, where there are any.</param>
/// <param name="seed">Of the draws.</param>
internal sealed class ClipSource(IReadOnlyList<SpeechClip> clips, WordJoining? joining, int strings, ulong seed)
{
    /// <summary>Clips of an epoch.</summary>
    public int Count => joining is null ? clips.Count : strings;

    /// <summary>One clip.</summary>
    public SpeechClip Clip(int epoch, int index) =>
        joining is null ? clips[index] : joining.Join(clips, seed, "learn", checked((uint)(((long)epoch * strings) + index)));
}
