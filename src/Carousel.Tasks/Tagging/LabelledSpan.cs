namespace Carousel.Tasks.Tagging;

/// <summary>Tokens that are one thing together.</summary>
/// <param name="First">The first token, from 0.</param>
/// <param name="Last">The last token.</param>
/// <param name="Type">Of what kind; empty where the labels name none.</param>
public readonly record struct LabelledSpan(int First, int Last, string Type);
