namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>What a cell carries from step to step.</summary>
/// <param name="Hidden">h.</param>
/// <param name="Cell">c; the same as h where the cell has no state of its own.</param>
internal sealed record CellState(double[] Hidden, double[] Cell);

/// <summary>One step: its equations in order, and the state after it.</summary>
/// <param name="Parts">The equations.</param>
/// <param name="After">The state after the step.</param>
internal sealed record ShownStep(IReadOnlyList<StepPart> Parts, CellState After);

/// <summary>An equation with its values.</summary>
/// <param name="Name">What it is for, such as <c>forget</c>.</param>
/// <param name="Equation">The equation.</param>
/// <param name="Terms">Its terms in the order in which they are computed; what comes out is marked.</param>
/// <param name="Meaning">What the values say about a unit, with a place for its value.</param>
internal sealed record StepPart(string Name, string Equation, IReadOnlyList<StepTerm> Terms, string Meaning);

/// <summary>A term of an equation.</summary>
/// <param name="Name">The letters that stand for it.</param>
/// <param name="Values">One for each unit.</param>
/// <param name="IsResult">Whether it is what the equation gives.</param>
internal sealed record StepTerm(string Name, double[] Values, bool IsResult = false);
