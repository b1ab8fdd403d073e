using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>Turns the events of a log into the codes of a design, which may come from another log.</summary>
internal sealed class EventEncoder
{
    // [category][code of the log]: code of the design; 0 is a value that the design does not know.
    private readonly int[][] _labels;

    public EventEncoder(EventDesign design, EventLog log)
    {
        (Design, Log) = (design, log);
        _labels = new int[log.Categories.Count][];
        foreach (EventField field in design.FieldsOf(EventFieldKind.Category))
        {
            List<string> labels = [.. field.Labels];
            _labels[field.Index] = [.. log.Categories[field.Index].Values.Select(v => labels.IndexOf(v) + 1)];
        }
    }

    /// <summary>How events become codes.</summary>
    public EventDesign Design { get; }

    /// <summary>The log.</summary>
    public EventLog Log { get; }

    /// <summary>The codes of an event.</summary>
    /// <param name="history">The entity's events.</param>
    /// <param name="at">Which of them.</param>
    /// <param name="codes">[fields], overwritten.</param>
    public void Encode(EventSequence history, int at, Span<int> codes)
    {
        for (int f = 0; f < codes.Length; f++)
        {
            EventField field = Design.Fields[f];
            codes[f] = field.Kind switch
            {
                EventFieldKind.Gap => field.CodeOf(at == 0 ? double.NaN : EventDesign.Gap(history, at)),
                EventFieldKind.Hour => history.Times[at].Hour,
                EventFieldKind.Number => field.CodeOf(history.Number(field.Index)[at]),
                _ => _labels[field.Index][history.Category(field.Index)[at]],
            };
        }
    }
}
