namespace Carousel.Interchange.Onnx;

/// <summary>An input or an output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Axes">Its axes; null where the file says nothing about them.</param>
internal sealed record OnnxPort(string Name, OnnxType Type, IReadOnlyList<OnnxAxis>? Axes)
{
    /// <summary>Name, type and axes, such as <c>input float32 [time, batch, 12]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        Axes is null ? $"{Name} {Type.Name()}" : $"{Name} {Type.Name()} [{string.Join(", ", Axes)}]";
}

/// <summary>An axis of an input or an output.</summary>
/// <param name="Size">How many values, or null where any number fits.</param>
/// <param name="Name">What the axis is called, or null. Axes of one name have one size.</param>
internal sealed record OnnxAxis(int? Size, string? Name)
{
    /// <summary>The size, or else the name.</summary>
    /// <returns>Such as <c>12</c>, <c>time</c> or <c>?</c>.</returns>
    public override string ToString() =>
        Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Name ?? "?";
}
