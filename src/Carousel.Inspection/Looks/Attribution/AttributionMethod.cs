namespace Carousel.Inspection.Looks;

/// <summary>How a score is traced back to the inputs.</summary>
internal enum AttributionMethod
{
    /// <summary>Integrated gradients: parts that add up to the score.</summary>
    Gradients,

    /// <summary>Spans of steps are hidden, one after the other.</summary>
    Occlusion,
}
