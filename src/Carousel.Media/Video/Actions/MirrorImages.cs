using System.Text.RegularExpressions;
using Carousel.Jobs.Measuring;

namespace Carousel.Video;

/// <summary>Whether mirror images of training clips show the same action.</summary>
internal static class MirrorImages
{
    private const int MostClips = 300, LeastClips = 4;

    /// <summary>Why clips are not mirrored while training; null if nothing is against it.</summary>
    /// <param name="design">The network's design.</param>
    /// <param name="training">The training clips.</param>
    /// <remarks>An action may be named left or right, or most of its mirror images are nearest to another action, which
    /// the clips themselves are not; clips of the same group do not count.</remarks>
    public static string? ReasonAgainst(ActionDesign design, IReadOnlyList<Clip> training)
    {
        if (design.Labels.FirstOrDefault(l => Regex.IsMatch(l, "(?i)(?<![a-z])(left|right)(?![a-z])")) is { } side)
        {
            return $"'{side}' names a side";
        }

        int step = 1 + (training.Count / MostClips);
        Clip[] clips = [.. training.Where((_, n) => n % step == 0)];
        var batch = new ActionBatch(design);
        Dictionary<Clip, float[]> vectors = clips.ToDictionary(c => c, c => Vector(c, false));
        return clips.GroupBy(c => c.Label)
            .Where(a => Right(a, false) - Right(a, true) > Math.Max(LeastClips, a.Count() / 2))
            .Select(a => $"mirror images of '{a.Key}' are nearest to another action").FirstOrDefault();

        float[] Vector(Clip clip, bool isMirrored) =>
            NearestClip.Vector(clip with { Values = batch.Rows(clip, isMirrored) });

        int Right(IEnumerable<Clip> asked, bool isMirrored) => asked.Count(clip =>
        {
            Clip[] others = [.. clips.Where(c => c.Group != clip.Group)];
            return others.Length > 0 && others[new NearestVectors([.. others.Select(c => vectors[c])])
                .Nearest(Vector(clip, isMirrored))].Label == clip.Label;
        });
    }
}
