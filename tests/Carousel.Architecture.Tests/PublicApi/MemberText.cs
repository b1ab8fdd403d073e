using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>One line for each member that code outside the assembly can name.</summary>
internal sealed class MemberText(Type type)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>
    /// Constants and fields, constructors, properties, events, methods, operators; each group by name.
    /// </summary>
    public IEnumerable<string> Lines() => type.IsEnum
        ? type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(
                field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}")
        : new[] { Fields(), Constructors(), Properties(), Events(), Methods() }.SelectMany(InOrder);

    private static IEnumerable<string> InOrder(IEnumerable<(string Name, string Line)> group) => group
        .OrderBy(member => member.Name, StringComparer.Ordinal)
        .ThenBy(member => member.Line, StringComparer.Ordinal)
        .Select(member => member.Line);

    private IEnumerable<(string, string)> Fields() => type.GetFields(Declared)
        .Where(
            field => (field.IsPublic || IsProtected(field.IsFamily || field.IsFamilyOrAssembly)) && !IsGenerated(field))
        .Select(field => (field.Name, field.IsLiteral
            ? $"const {TypeText.Of(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}"
            : $"{Access(field.IsPublic)}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
                + $"{TypeText.Of(field.FieldType, _nullability.Create(field))} {field.Name}"));

    private IEnumerable<(string, string)> Constructors() => type.GetConstructors(Declared)
        .Where(
            constructor => !constructor.IsStatic && IsSeen(constructor) && !IsGenerated(constructor)
                && !IsCopy(constructor))
        .Select(
            constructor =>
                (
                    "",
                    $"{Access(constructor.IsPublic)}{type.Name.Split('`')[0]}("
                    + $"{Parameters(constructor.GetParameters())})"));

    private IEnumerable<(string, string)> Properties()
    {
        foreach (PropertyInfo property in type.GetProperties(Declared)
            .Where(property => property.Name != "EqualityContract"))
        {
            MethodInfo?[] seen =
            [
                .. new[] { property.GetMethod, property.SetMethod }.Where(
                    method => method is not null && IsSeen(method)),
            ];
            if (seen is [MethodInfo first, ..])
            {
                ParameterInfo[] indices = property.GetIndexParameters();
                string name = indices.Length == 0 ? property.Name : $"this[{Parameters(indices)}]";
                string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
                string reference = property.PropertyType.IsByRef
                    ? (property.GetRequiredCustomModifiers().Length > 0 ? "ref readonly " : "ref ")
                    : "";
                string accessors = string.Concat(seen.Select(method => Accessor(property, method!)));
                yield return (
                    property.Name,
                    $"{Modifiers(first)}{required}{reference}"
                    + $"{TypeText.Of(property.PropertyType, _nullability.Create(property))} {name} {{ {accessors}}}");
            }
        }
    }

    private IEnumerable<(string, string)> Events() => type.GetEvents(Declared)
        .Where(item => item.AddMethod is { } add && IsSeen(add))
        .Select(
            item =>
                (
                    item.Name,
                    $"{Modifiers(item.AddMethod!)}event "
                    + $"{TypeText.Of(item.EventHandlerType!, _nullability.Create(item))} {item.Name}"));

    private IEnumerable<(string, string)> Methods()
    {
        foreach (MethodInfo method in type.GetMethods(Declared))
        {
            bool isOperator = method.Name.StartsWith("op_", StringComparison.Ordinal);
            if (IsSeen(method) && !IsGenerated(method) && (isOperator || !method.IsSpecialName))
            {
                string generic = method.IsGenericMethod
                    ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
                    : "";
                string constraints = string.Concat(method.GetGenericArguments().Select(Constraint));
                string reference = method.ReturnType.IsByRef
                    ? (method.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "ref readonly " : "ref ")
                    : "";
                string name = isOperator ? "operator " + method.Name[3..] : method.Name + generic;
                string extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
                string returned = TypeText.Of(method.ReturnType, _nullability.Create(method.ReturnParameter));
                yield return (
                    method.Name,
                    $"{Modifiers(method)}{reference}{returned} {name}({extended}{Parameters(method.GetParameters())})"
                    + $"{constraints}");
            }
        }
    }

    /// <summary>The constraints of a type parameter, as a where clause.</summary>
    public static string Constraint(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        string[] parts =
        [
            .. attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? new[] { "class" } : [],
            .. isStruct ? new[] { "struct" } : [],
            .. parameter.GetGenericParameterConstraints().Where(bound => bound != typeof(ValueType))
                .Select(bound => TypeText.Of(bound)).Order(StringComparer.Ordinal),
            .. attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct
                ? new[] { "new()" }
                : [],
            .. attributes.HasFlag(GenericParameterAttributes.AllowByRefLike) ? new[] { "allows ref struct" } : [],
        ];
        return parts.Length == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    private string Parameters(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string passing = parameter.IsDefined(typeof(ParamArrayAttribute))
            || parameter.IsDefined(typeof(ParamCollectionAttribute))
            ? "params "
            : !parameter.ParameterType.IsByRef ? (parameter.IsDefined(typeof(ScopedRefAttribute)) ? "scoped " : "")
            : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string value = parameter.HasDefaultValue
            ? " = " + Literal(parameter.RawDefaultValue, parameter.ParameterType)
            : "";
        return $"{passing}{TypeText.Of(parameter.ParameterType, _nullability.Create(parameter))} {parameter.Name}"
            + $"{value}";
    }));

    private static string Accessor(PropertyInfo property, MethodInfo method)
    {
        bool isNarrower = !method.IsPublic
            && new[] { property.GetMethod, property.SetMethod }.Any(other => other?.IsPublic == true);
        bool isInit = method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return (isNarrower ? "protected " : "")
            + (method == property.GetMethod ? "get; " : isInit ? "init; " : "set; ");
    }

    private string Modifiers(MethodInfo method)
    {
        string kind = type.IsInterface
            ? (method.IsStatic ? (method.IsAbstract ? "static abstract " : "static ")
            : method.IsAbstract ? ""
            : "virtual ")
            : method.IsStatic ? "static "
            : method.IsAbstract ? (IsOverride(method) ? "abstract override " : "abstract ")
            : IsOverride(method) ? (method.IsFinal ? "sealed override " : "override ")
            : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return (type.IsInterface ? "" : Access(method.IsPublic)) + kind;
    }

    private static bool IsOverride(MethodInfo method) =>
        method.IsVirtual && method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private bool IsSeen(MethodBase method) =>
        method.IsPublic || IsProtected(method.IsFamily || method.IsFamilyOrAssembly);

    private bool IsProtected(bool isFamily) => isFamily && !type.IsSealed;

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>The constructor that copies a record for <c>with</c>.</summary>
    private bool IsCopy(ConstructorInfo constructor) =>
        constructor.IsFamily && constructor.GetParameters() is [{ } only] && only.ParameterType == type;

    private static string Access(bool isPublic) => isPublic ? "" : "protected ";

    private static string Literal(object? value, Type? declared = null) => value switch
    {
        null => declared is { IsValueType: true } && Nullable.GetUnderlyingType(declared) is null ? "default" : "null",
        string text => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"",
        bool truth => truth ? "true" : "false",
        char character => $"'{character}'",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ when declared is not null && (Nullable.GetUnderlyingType(declared) ?? declared) is { IsEnum: true } kind =>
            $"{kind.Name}.{Enum.ToObject(kind, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
