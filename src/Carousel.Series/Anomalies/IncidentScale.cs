namespace Carousel.Anomalies;

/// <summary>How alarms of a series become incidents, and how these are counted.</summary>
/// <param name="Gap">Rows between alarms that may be one incident; see <see cref="IncidentTracker"/>.</param>
/// <param name="Window">The widest buffer around a labelled range, in rows.</param>
/// <param name="Weeks">The length of the measured part.</param>
internal sealed record IncidentScale(int Gap, int Window, double Weeks);
