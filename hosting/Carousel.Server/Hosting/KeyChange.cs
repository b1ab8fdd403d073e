using Carousel.Jobs;
using Carousel.Server.Doors;

namespace Carousel.Server.Hosting;

/// <summary>What <c>carousel serve</c> does to the keys of a store.</summary>
internal static class KeyChange
{
    /// <summary>Does what is asked for with keys.</summary>
    /// <param name="options">The request.</param>
    /// <param name="served">Says where the store is.</param>
    /// <param name="run">Takes the key, or the list.</param>
    /// <returns>False where nothing is asked for with keys.</returns>
    /// <exception cref="Jobs.Fitting.OptionException">Several changes are asked for, or rights without a key.
    /// </exception>
    public static bool TryMake(ServeOptions options, CarouselServerOptions served, VerbRun run)
    {
        (string? add, string? remove) = (options.AddKey, options.RemoveKey);
        int asked = (add is null ? 0 : 1) + (remove is null ? 0 : 1) + (options.Keys ? 1 : 0);
        if (asked > 1)
        {
            throw options.Wrong("{AddKey}, {Keys} and {RemoveKey} exclude each other: pass one of them.");
        }

        var rights = new KeyRights
        {
            Models = options.KeyModels is { Count: > 0 } models ? models : [KeyRights.AllModels],
            StepsPerSecond = options.StepsPerSecond ?? 0,
            Sessions = options.MostSessions ?? 0,
            Administers = options.Administer,
        };
        if (add is null && rights.ToJson() != new KeyRights().ToJson())
        {
            throw options.Wrong(
                "{KeyModels}, {StepsPerSecond}, {MostSessions} and {Administer} set the rights of a new key: "
                + "pass {AddKey} NAME as well.");
        }

        if (asked == 0)
        {
            return false;
        }

        using var desk = new KeyDesk(served);
        if (add is not null)
        {
            run.Out.WriteLine(desk.Add(add, rights));
            run.Error.WriteLine($"This is the only time that the key '{add}' is shown; the store has its hash.");
        }
        else if (remove is not null)
        {
            desk.Remove(remove);
        }
        else
        {
            foreach ((string name, KeyRights? opens) in desk.Keys)
            {
                run.Out.WriteLine($"{name}  {Text(opens)}");
            }
        }

        return true;
    }

    private static string Text(KeyRights? rights)
    {
        if (rights is null)
        {
            return "opens nothing: its rights can't be read";
        }

        string[] parts =
        [
            rights.Models.Contains(KeyRights.AllModels) ? "all models" : $"models {string.Join(", ", rights.Models)}",
            .. rights.StepsPerSecond > 0 ? [$"{rights.StepsPerSecond} steps per second"] : Array.Empty<string>(),
            .. rights.Sessions > 0 ? [$"{rights.Sessions} sessions"] : Array.Empty<string>(),
            .. rights.Administers ? ["administers"] : Array.Empty<string>(),
        ];
        return string.Join(" · ", parts);
    }
}
