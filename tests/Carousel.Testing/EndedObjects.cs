using System.Reflection;

namespace Carousel.Testing;

/// <summary>Public types that go on from call to call and end with <c>Dispose</c>: found in an assembly, so that a
/// table of them can't lack one.</summary>
public static class EndedObjects
{
    private static readonly HashSet<string> _goesOn =
        ["Step", "Reset", "Fork", "Restore", "Take", "Learn", "Push", "Hear", "Next", "Say", "Begin", "Fit"];

    /// <summary>The types of assemblies that have such a method.</summary>
    /// <param name="assemblies">Where they are.</param>
    /// <returns>Their names, in order.</returns>
    public static IReadOnlyList<string> In(params Assembly[] assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        return
        [
            .. assemblies.SelectMany(a => a.GetExportedTypes())
                .Where(t => t is { IsClass: true, IsAbstract: false } && GoesOn(t))
                .Where(t => typeof(IDisposable).IsAssignableFrom(t))
                .Select(t => t.Name).Order(StringComparer.Ordinal),
        ];
    }

    private static bool GoesOn(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Any(m => _goesOn.Contains(m.Name));
}
