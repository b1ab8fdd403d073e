using Carousel.Jobs.Reading;
using Carousel.Tensors;

namespace Carousel.Survival;

/// <summary>
/// Customers divided: a customer belongs to one part whole. The division does not depend on the run's seed, so that
/// runs can be compared.
/// </summary>
/// <param name="Training">They are learned from.</param>
/// <param name="Validation">They choose the epoch.</param>
/// <param name="Test">They measure.</param>
internal sealed record CustomerParts(
    IReadOnlyList<CustomerHistory> Training, IReadOnlyList<CustomerHistory> Validation,
    IReadOnlyList<CustomerHistory> Test)
{
    /// <summary>The customers of a log that train, by index.</summary>
    public static int[] Divide(EventLog log, double validation, double test) =>
        [.. Order(log.Count).Take(log.Count - (int)(log.Count * validation) - (int)(log.Count * test))];

    /// <summary>The histories in their parts; those without a history are left out.</summary>
    public static CustomerParts Of(
        EventLog log, IReadOnlyList<CustomerHistory> histories, int[] training, double validation)
    {
        Dictionary<string, CustomerHistory> byId = histories.ToDictionary(h => h.Id);
        int[] order = Order(log.Count);
        int validating = (int)(log.Count * validation);
        IReadOnlyList<CustomerHistory> Take(IEnumerable<int> customers) =>
            [.. customers.Select(c => byId.GetValueOrDefault(log[c].Id)).OfType<CustomerHistory>()];
        return new CustomerParts(
            Take(training), Take(order.Skip(training.Length).Take(validating)),
            Take(order.Skip(training.Length + validating)));
    }

    private static int[] Order(int customers)
    {
        var order = new int[customers];
        new CounterRandom(0, CounterRandom.Purpose("parts of customers")).Permutation(0, order);
        return order;
    }
}
