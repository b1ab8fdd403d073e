using Carousel.Inspection.Probes;

namespace Carousel.Inspection.Looks;

/// <summary>The targets of probes at the steps of a sample, and their allowed inputs.</summary>
/// <param name="Property">The property.</param>
/// <param name="Controls">Random labels of each type of step, drawn several times.</param>
/// <param name="Exchange">Exchanges whole tracks of the property.</param>
/// <param name="Chances">The property with its tracks exchanged, several times.</param>
/// <param name="States">The states of the steps.</param>
/// <param name="Input">Their inputs.</param>
internal sealed record ProbeTargets(
    ProbeTarget Property, IReadOnlyList<ProbeTarget> Controls, TrackExchange Exchange,
    IReadOnlyList<ProbeTarget> Chances, ProbeRows States, ProbeRows Input);
