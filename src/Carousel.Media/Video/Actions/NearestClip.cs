namespace Carousel.Video;

/// <summary>A clip as it is compared with others: eight frames at equal times.</summary>
internal static class NearestClip
{
    private const int Frames = 8;

    /// <summary>How long a clip is so.</summary>
    /// <param name="frame">Values of a frame or a pose.</param>
    public static int Length(int frame) => Frames * frame;

    /// <summary>The clip so.</summary>
    /// <returns>[8 · values of a frame].</returns>
    public static float[] Vector(Clip clip) =>
        [.. Enumerable.Range(0, Frames).SelectMany(f => clip.Frame((int)((f + 0.5) * clip.Steps / Frames)).ToArray())];
}
