using Carousel.Inspection.Probes;

namespace Carousel.Tasks.Inspecting.Probes;

/// <summary>What probes are to read at the steps of a sample, from what they may.</summary>
/// <param name="Property">The property.</param>
/// <param name="Controls">Random labels of each type of step, drawn several times.</param>
/// <param name="Shuffled">The property at other steps of the sample.</param>
/// <param name="States">The states of the steps.</param>
/// <param name="Input">Their inputs.</param>
internal sealed record ProbeTargets(ProbeTarget Property, IReadOnlyList<ProbeTarget> Controls, ProbeTarget Shuffled, ProbeRows States, ProbeRows Input);
