namespace Carousel.Layers;

/// <summary>A gate or a candidate of a cell: a block of rows of W, R and b.</summary>
/// <param name="Letter">Its letter in the equations, such as <c>f</c>.</param>
/// <param name="Name">What it is, such as <c>forget gate</c>.</param>
/// <param name="IsSquashed">Whether it is a tanh, −1 … 1; else a logistic function, 0 … 1.</param>
internal sealed record RecurrentGate(string Letter, string Name, bool IsSquashed = false);
