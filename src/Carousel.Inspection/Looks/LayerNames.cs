using System.Globalization;

namespace Carousel.Inspection.Looks;

/// <summary>What readers see of a layer's path in the model; files, JSON and options keep the path itself.</summary>
internal static class LayerNames
{
    /// <summary>A layer's name where people read it, such as <c>network 1, encoder layer 2</c>.</summary>
    /// <param name="path">Its path in the model, such as <c>member.0.encoder.1</c>: what files and <c>--layer</c>
    /// take.</param>
    public static string Shown(string path)
    {
        List<string> words = [];
        foreach (string part in path.Length == 0 ? [] : path.Split('.'))
        {
            bool isNumber = int.TryParse(part, CultureInfo.InvariantCulture, out int number);
            if (isNumber && words.LastOrDefault() == "member")
            {
                words[^1] = Invariant.Of($"network {number + 1},");
            }
            else
            {
                words.Add(
                    isNumber
                        ? Invariant.Of($"layer {number + 1}")
                        : part.Replace('_', ' '));
            }
        }

        return words.Count == 0 ? "the layer" : string.Join(' ', words).TrimEnd(',');
    }

    /// <summary>A part of a layer's state where people read it, such as <c>h of encoder layer 1</c>.</summary>
    /// <param name="path">The layer's path and the part, such as <c>encoder.0.h</c>.</param>
    public static string Part(string path)
    {
        int last = path.LastIndexOf('.');
        return last < 0 ? path : $"{path[(last + 1)..]} of {Shown(path[..last])}";
    }
}
