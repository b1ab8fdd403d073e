namespace Carousel.Report;

/// <summary>
/// States of a network, units from top to bottom and steps from left to right, to be walked through: readers move and
/// zoom along the steps,
/// choose the quantity, and select a unit to see its facts, its line and its spans.
/// </summary>
/// <param name="Title">What the map shows.</param>
/// <param name="Quantities">What can be shown of each unit at each step, one at least; the first is shown first. All
/// have as many steps; their columns may hold different counts of steps.</param>
/// <param name="Units">The units from top to bottom, such as in the order of a clustering.</param>
internal sealed record StateMap(
    string Title, IReadOnlyList<StateMapQuantity> Quantities, IReadOnlyList<StateMapUnit> Units) : Block
{
    /// <summary>
    /// The name by which a <see cref="UnitLink"/> finds the map, such as <c>layer 1</c>; one a page. Empty where
    /// nothing links to it.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>One sentence under the title: how to read the map or what to see in it. Empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>What a step is called, such as <c>character</c>.</summary>
    public string StepName { get; init; } = "step";

    /// <summary>The number that readers see for the first step.</summary>
    public int FirstStep { get; init; }

    /// <summary>
    /// [T], what each step is: a character, a word, a time stamp. Empty if steps have only numbers.
    /// </summary>
    public IReadOnlyList<string> StepNames { get; init; } = [];

    /// <summary>
    /// Whether <see cref="StepNames"/> are parts of a text that follow each other without spaces, as characters do.
    /// </summary>
    public bool IsText { get; init; }

    /// <summary>Vertical lines at steps: where a sequence begins, where a boundary was found. Ascending.</summary>
    public IReadOnlyList<Marker> Marks { get; init; } = [];
}

/// <summary>A quantity of the units of a <see cref="StateMap"/>.</summary>
/// <param name="Name">Its name, such as <c>forget gate</c>.</param>
/// <param name="Values">Its values, all steps added.</param>
internal sealed record StateMapQuantity(string Name, StateMapRecorder Values)
{
    /// <summary>How values become colours.</summary>
    public ColorScale Scale { get; init; }

    /// <summary>
    /// The value of the first colour; null for the smallest value, or minus the largest size where the scale is
    /// diverging.
    /// </summary>
    public double? Minimum { get; init; }

    /// <summary>
    /// The value of the last colour; null for the largest value, or the largest size where the scale is diverging.
    /// </summary>
    public double? Maximum { get; init; }
}

/// <summary>A unit of a <see cref="StateMap"/>.</summary>
/// <param name="Name">Its name, such as <c>unit 37</c>.</param>
/// <param name="Index">Which value of the recorded rows it is, from 0.</param>
internal sealed record StateMapUnit(string Name, int Index)
{
    /// <summary>
    /// What is known of it: time constant, saturation, cluster. Without scripts they are a table, so units should have
    /// the same facts in the same order.
    /// </summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Where it does something that a reader may want to see, the most telling first.</summary>
    public IReadOnlyList<StateMapSpan> Spans { get; init; } = [];
}

/// <summary>A run of steps at which a unit does something.</summary>
/// <param name="From">The first step, counted from 0 along the map.</param>
/// <param name="To">The step after the last one.</param>
/// <param name="Peak">The most extreme value in it.</param>
/// <param name="Text">What the steps are, or what happens there. Empty for nothing.</param>
internal sealed record StateMapSpan(int From, int To, double Peak, string Text = "");
