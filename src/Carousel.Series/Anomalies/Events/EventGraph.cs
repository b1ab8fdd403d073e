using Carousel.Networks;

namespace Carousel.Anomalies;

/// <summary>
/// A detector of events as a graph: scores of the codes of each field of the next event, each told the fields before
/// it.
/// </summary>
internal static class EventGraph
{
    /// <summary>The graph.</summary>
    public static ModelGraph Of(EventNetwork network) =>
        new(ModelGraph.Whole, $"scores of each field of the next event by {network.Design.IdName}", graph =>
        {
            EventDesign design = network.Design;
            PortableValue[] codes = [.. design.Fields.SelectMany(Codes)];
            GraphValue before = graph.Numbers(
                "before", GraphAxis.Sequences,
                PortableInput.OfValues(
                [
                    .. codes.Select(c => c with { Name = $"the event before: {c.Name}" }),
                    .. CalendarPhase.Names.Zip(
                        CalendarPhase.Sources, (name, source) => new PortableValue(name) { Source = source }),
                ]));
            GraphValue present = graph.Numbers("present", GraphAxis.Sequences, PortableInput.OfValues(codes));
            GraphValue[] scores = network.Draw(graph, before, present);
            for (int f = 0; f < scores.Length; f++)
            {
                graph.Output(
                    $"scores.{design.Fields[f].Name.Replace(' ', '_')}", scores[f],
                    PortableAnswer.Classes(design.Fields[f].CodeNames()));
            }
        });

    /// <summary>The codes of a field, each 0 or 1.</summary>
    private static IEnumerable<PortableValue> Codes(EventField field) =>
        field.CodeNames().Select(name => new PortableValue(name));
}
