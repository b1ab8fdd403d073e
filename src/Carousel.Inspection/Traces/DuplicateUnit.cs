namespace Carousel.Inspection.Traces;

/// <summary>A unit that does what another does, or its opposite.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Of">The lowest unit that it goes along with.</param>
/// <param name="Correlation">Pearson's, over all steps, −1 … 1.</param>
internal sealed record DuplicateUnit(int Unit, int Of, double Correlation);
