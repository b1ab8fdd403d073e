using Carousel.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Carousel.Extensions.Models;

/// <summary>Healthy if a server answers with its models.</summary>
/// <param name="client">Asks it.</param>
internal sealed class ClientHealthCheck(CarouselClient client) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            IReadOnlyList<CarouselModel> models = await client.GetModelsAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"The server has {models.Count} models.");
        }
        catch (Exception exception) when (exception is HttpRequestException or CarouselServerException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}
