using System.Reflection;

namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>Types as C# writes them, without namespaces: <c>IReadOnlyList&lt;string?&gt;</c>.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    /// <param name="type">The type.</param>
    /// <param name="nullability">What is known of null for the type and its parts; null where it is not asked.</param>
    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        string mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }

        if (type.IsByRef || type.IsPointer)
        {
            return Of(type.GetElementType()!, nullability?.ElementType ?? nullability) + (type.IsPointer ? "*" : "");
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]"
                + $"{mark}";
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Of(inner) + "?";
        }

        return type.IsGenericParameter ? type.Name + mark : Named(type, nullability) + mark;
    }

    /// <summary>The name with the names of the types around it: <c>Outer.Inner&lt;T&gt;</c>.</summary>
    private static string Named(Type type, NullabilityInfo? nullability)
    {
        Type[] arguments = type.GetGenericArguments();
        IEnumerable<string> names = arguments.Select((argument, index) => Of(argument, Part(nullability, index)));
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", names)})";
        }

        int outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string name = type.Name.Split('`')[0];
        if (arguments.Length > outer)
        {
            name += $"<{string.Join(", ", names.Skip(outer))}>";
        }

        return type.DeclaringType is { } declaring ? $"{Of(declaring)}.{name}" : name;
    }

    private static NullabilityInfo? Part(NullabilityInfo? nullability, int index) =>
        index < nullability?.GenericTypeArguments.Length ? nullability.GenericTypeArguments[index] : null;
}
