namespace Carousel.Inspection.Equations;

/// <summary>What a cell carries from step to step.</summary>
/// <param name="Hidden">[H], h.</param>
/// <param name="Cell">[H], c, then any further state except h; the same as h if the cell has no other state.</param>
internal sealed record CellState(IReadOnlyList<double> Hidden, IReadOnlyList<double> Cell);

/// <summary>One step: its equations in order, and the states before and after it.</summary>
/// <param name="Input">[I], what the layer read.</param>
/// <param name="Parts">The equations.</param>
/// <param name="Before">The state before the step.</param>
/// <param name="After">The state after the step.</param>
internal sealed record ShownStep(
    IReadOnlyList<double> Input, IReadOnlyList<StepPart> Parts, CellState Before, CellState After);

/// <summary>An equation with its values.</summary>
/// <param name="Name">What it is for, such as <c>forget</c>.</param>
/// <param name="Equation">The equation.</param>
/// <param name="Terms">Its terms in the order in which they are computed; what comes out is marked.</param>
/// <param name="Meaning">What the values say about a unit, with a place for its value.</param>
internal sealed record StepPart(string Name, string Equation, IReadOnlyList<StepTerm> Terms, string Meaning);

/// <summary>A term of an equation.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Values">[H], one for each unit.</param>
/// <param name="IsResult">Whether it is what the equation gives.</param>
internal sealed record StepTerm(string Name, IReadOnlyList<double> Values, bool IsResult = false);
