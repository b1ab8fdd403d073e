using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Carousel.Extensions.Models;

/// <summary>Healthy if every model of the application is loaded; the check loads those that are not.</summary>
/// <param name="models">The models.</param>
internal sealed class CarouselHealthCheck(CarouselModels models) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ModelPool pool) in models.Pools)
        {
            if (await pool.FaultAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            {
                faults[name] = fault.Message;
            }
        }

        return faults.Count == 0
            ? HealthCheckResult.Healthy($"{models.Pools.Count} of {models.Pools.Count} models are loaded.")
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                $"{faults.Count} of {models.Pools.Count} models cannot be loaded: "
                    + string.Join(' ', faults.Select(fault => $"{fault.Key}: {fault.Value}")),
                data: faults);
    }
}
