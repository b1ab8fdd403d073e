using Carousel.Inspection.Probes;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>What one kind of probe reads.</summary>
/// <param name="Name">Its name, such as <c>linear</c>.</param>
/// <param name="Task">Of the property from the states.</param>
/// <param name="Control">Of random labels of types from the states.</param>
/// <param name="Chance">Of the property with whole tracks exchanged from the states.</param>
/// <param name="Input">Of the property only from the input of the same step.</param>
internal sealed record ProbeReading(
    string Name, ProbeScore Task, ControlScore Control, ControlScore Chance, ProbeScore Input)
{
    /// <summary>The share read less that of the control task (Hewitt and Liang 2019).</summary>
    public double Selectivity => Task.Value - Control.Value;

    /// <summary>The scores with their names and intervals, in the order in which they are shown.</summary>
    public IEnumerable<(string What, double Value, ConfidenceInterval? Interval)> Rows(ulong seed) =>
    [
        ("task", Task.Value, Task.Interval(seed)),
        ("control", Control.Value, Control.Interval(seed)),
        ("selectivity", Selectivity, Control.Selectivity(Task, seed)),
        ("input alone", Input.Value, Input.Interval(seed)),
        ("chance", Chance.Value, Chance.Interval(seed)),
    ];
}
